"""The fixed answers of the editor's selects, in words."""

from __future__ import annotations

from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from automations.editor.kinds import NAMED


def options() -> dict[str, Any]:
    """For the templates: pairs of value and words, and the kinds of step."""
    return {
        "kinds": [one for one in NAMED.values() if one.kind != "opt_in"],  # O-6: nobody may yet
        "days": list(WEEKDAYS_ABBR.items()),
        "typos": [(1, _("one letter")), (2, _("two letters"))],
        "hours": [
            ("always", _("Always")),
            ("open", _("In opening hours")),
            ("closed", _("Outside opening hours")),
        ],
        "post_kinds": [
            ("feed", _("Posts")), ("reel", _("Reels")), ("live", _("Live videos")),
            ("ad", _("Ads")), ("story", _("Stories")),
        ],
        "answers": [
            ("text", _("any text")), ("email", _("an e-mail address")),
            ("phone", _("a phone number")), ("number", _("a number")),
        ],
        "file_kinds": [
            ("image", _("Picture")), ("video", _("Film")), ("audio", _("Sound")),
            ("file", _("Document")),
        ],
        "abouts": [
            ("label", _("the label")), ("field", _("the answer")),
            ("follows", _("follows us")), ("hours", _("opening hours now")),
            ("window", _("we may still write")),
        ],
        "compares": [
            ("set", _("is there")), ("not_set", _("is not there")),
            ("equal", _("is exactly")), ("contains", _("contains")),
        ],
    }  # fmt: skip


def variables(fields: list[str]) -> list[tuple[str, str]]:
    """What can be put into a text, and what it is called on the page."""
    first_name = "{first_name|" + _("there") + "}"
    known = [(first_name, _("first name")), ("{keyword}", _("their keyword"))]
    return known + [("{" + name + "}", name) for name in fields]
