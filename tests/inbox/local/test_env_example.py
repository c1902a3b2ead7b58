"""`.env.example` names everything that an installation can set, and nothing else."""

import re

from inbox.local.folder import REPOSITORY

READ_BY_THE_GROUND = {"PORT", "LOCAL_DIR"}
READ_BY_SETTINGS = re.compile(r"env\.(?:text|flag|words|secret|number)\(\s*\"([A-Z_]+)\"")
NAMED = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)


def test_the_example_names_every_variable_and_no_other():
    sources = [path for path in (REPOSITORY / "inbox").rglob("*.py") if path.name != "env.py"]
    sources += (REPOSITORY / "integrations" / "meta").rglob("*.py")
    sources += (REPOSITORY / "automations").rglob("*.py")
    read = {name for path in sources for name in READ_BY_SETTINGS.findall(path.read_text())}
    named = set(NAMED.findall((REPOSITORY / ".env.example").read_text()))
    assert named == read | READ_BY_THE_GROUND
