"""docs/webhooks.md tells the truth: its example is run, its table is compared."""

import re
from pathlib import Path

from inbox.hooks import Event, signing

TEXT = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text()


def test_the_example_accepts_what_we_sign_and_nothing_else():
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    space = {}
    exec(code, space)  # noqa: S102  # our own page
    is_ours, now = space["is_ours"], int(space["time"].time())
    header = signing.signature(["hook_new", "hook_old"], b'{"a":1}', now)
    assert is_ours("hook_new", header, b'{"a":1}')
    assert is_ours("hook_old", header, b'{"a":1}')
    assert not is_ours("hook_other", header, b'{"a":1}')
    assert not is_ours("hook_new", header, b'{"a":2}')
    late = signing.signature(["hook_new"], b'{"a":1}', now - 301)
    assert not is_ours("hook_new", late, b'{"a":1}')


def test_the_page_names_every_event():
    assert set(re.findall(r"^\| `([a-z.]+)` \|", TEXT, re.MULTILINE)) == set(Event.values)
