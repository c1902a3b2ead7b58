"""Findings in the words of the page: the checker's own are those of the JSON."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automations.definition.checker import Finding

_STEP = re.compile(r"steps\[(\d+)\]")
_ROW = re.compile(r"\.(texts|choices|links|tests)\[(\d+)\]")
# By the kind of a finding and the last name of its place.
_PLAIN: dict[tuple[str, str], Promise] = {
    ("empty", "on"): gettext_lazy("Choose what sets it off."),
    ("fallback_alone", "on"): gettext_lazy(
        "“Nothing else matched” stands alone; make another rule for the rest."
    ),
    ("empty", "keywords"): gettext_lazy("Add a word, or let anything set it off."),
    ("no_intent", "match"): gettext_lazy("Matching by meaning is not there yet; choose another."),
    ("empty", "posts"): gettext_lazy("Choose at least one post."),
    ("bad_time", "until"): gettext_lazy("Both times are the same; change one."),
    ("bad_date", "ends"): gettext_lazy("The last day is before the first."),
    ("empty", "steps"): gettext_lazy("Add a first step; nothing would happen."),
    ("empty", "texts"): gettext_lazy("Write what to send."),
    ("repeated", "texts"): gettext_lazy("Two wordings are the same; vary one or remove it."),
    ("empty", "choices"): gettext_lazy("Add an answer to tap."),
    ("empty", "tests"): gettext_lazy("Add a condition."),
    ("without_texts", "links"): gettext_lazy("Link buttons need words above them."),
    ("without_comment", "reply_publicly"): gettext_lazy(
        "A public reply needs a comment; choose “Comment” under When, or remove this step."
    ),
    ("empty", "tag"): gettext_lazy("Choose a label."),
    ("not_one_target", "assign"): gettext_lazy("Choose either a team or a colleague."),
    ("without_timeout", "on_timeout"): gettext_lazy("Say after how long without an answer."),
    ("after_the_end", "then"): gettext_lazy("Nothing can come after this step."),
    ("empty", "name"): gettext_lazy("Write which one."),
    ("empty", "value"): gettext_lazy("Write what it is compared with."),
    ("empty", "text"): gettext_lazy("Write the note."),
    ("bad_wait", "minutes"): gettext_lazy("Wait at least a minute and at most 7 days."),
    ("bad_wait", "timeout_minutes"): gettext_lazy("Wait at least a minute and at most 7 days."),
}
_BY_CODE: dict[str, Promise] = {
    "unknown_step": gettext_lazy("Leads to a step that was removed; choose another."),
    "bad_name": gettext_lazy(
        "Keep it under a short name of small letters, digits and _, like “city”."
    ),
}


def words_of(finding: Finding) -> str:
    """What is wrong and what to do, as a sentence that stands at its field."""
    last = re.sub(r"\[\d+\]", "", finding.where).rpartition(".")[2]
    plain = _PLAIN.get((finding.code, last)) or _BY_CODE.get(finding.code)
    if plain and not _is_a_row_left_empty(finding):
        return str(plain)
    subject = row_of(finding.where) or _("This")
    is_sentence = not finding.words[:1].islower()
    return finding.words if is_sentence else f"{subject} {finding.words}"


def place_of(where: str) -> str:
    """“Step 2”; empty for what is no step's."""
    step = _STEP.match(where)
    return _("Step %(number)d") % {"number": int(step[1]) + 1} if step else ""


def row_of(where: str) -> str:
    """“Answer 3”: which of several in a step; empty when there is one."""
    row = _ROW.search(where)
    if row is None:
        return ""
    names = {
        "texts": _("Wording %(number)d"),
        "choices": _("Answer %(number)d"),
        "links": _("Button %(number)d"),
        "tests": _("Condition %(number)d"),
    }
    return names[row[1]] % {"number": int(row[2]) + 1}


def _is_a_row_left_empty(finding: Finding) -> bool:
    """“Wording 2 is empty” says more than that there is nothing to send."""
    return finding.where.endswith("]") and ".texts[" in finding.where
