"""What a rule's definition says, in the few words that lists and histories have room for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from automations.definition import Kind, Match, RuleDefinition, Schedule, Surface, Where

Word = str | Promise

SURFACE_WORDS: dict[Surface, Word] = {
    "dm": gettext_lazy("Direct message"),
    "comment": gettext_lazy("Comment"),
    "story_reply": gettext_lazy("Story reply"),
    "story_mention": gettext_lazy("Story mention"),
    "tap": gettext_lazy("Button tap"),
    "ice_breaker": gettext_lazy("Ice breaker"),
    "ad": gettext_lazy("From an ad"),
    "first_message": gettext_lazy("First message"),
    "fallback": gettext_lazy("Nothing else matched"),
}
SURFACE_ICONS: dict[Surface, str] = {
    "dm": "inbox",
    "comment": "comment",
    "story_reply": "reply",
    "story_mention": "story",
    "tap": "tap",
    "ice_breaker": "help",
    "ad": "broadcast",
    "first_message": "hand",
    "fallback": "circle",
}
MATCH_WORDS: dict[Match, Word] = {
    "any": gettext_lazy("any text"),
    "exact": gettext_lazy("exactly"),
    "contains": gettext_lazy("contains"),
    "starts_with": gettext_lazy("starts with"),
    "fuzzy": gettext_lazy("with typos"),
    "pattern": gettext_lazy("pattern"),
    "intent": gettext_lazy("by meaning"),
}
KIND_WORDS: dict[Kind, Word] = {
    "send": gettext_lazy("direct message"),
    "reply_publicly": gettext_lazy("public reply"),
    "menu": gettext_lazy("menu"),
    "ask": gettext_lazy("question"),
    "delay": gettext_lazy("delay"),
    "condition": gettext_lazy("condition"),
    "tag": gettext_lazy("labels"),
    "assign": gettext_lazy("assignment"),
    "opt_in": gettext_lazy("opt-in request"),
    "notify": gettext_lazy("note to the team"),
    "webhook": gettext_lazy("webhook"),
    "stop": gettext_lazy("stop"),
    "handoff": gettext_lazy("handoff to a person"),
}
_POSTS_WORDS: dict[str, Word] = {
    "feed": gettext_lazy("posts"),
    "reel": gettext_lazy("reels"),
    "live": gettext_lazy("live videos"),
    "ad": gettext_lazy("ads"),
    "story": gettext_lazy("stories"),
}
_ON_STORIES = frozenset({"story_reply", "story_mention"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """One thing that sets a rule off."""

    icon: str
    words: str


def triggers(definition: RuleDefinition) -> list[Trigger]:
    """What sets the rule off, in the order in which it is written."""
    return [Trigger(SURFACE_ICONS[one], str(SURFACE_WORDS[one])) for one in definition.on]


def scope(definition: RuleDefinition) -> str:
    """Under which posts or stories; empty where there are none to speak of."""
    surfaces = set(definition.on)
    if "comment" not in surfaces and not surfaces & _ON_STORIES:
        return ""
    if definition.where is not None and (said := _narrowed(definition.where)):
        return said
    return _("all posts") if "comment" in surfaces else _("all stories")


def where(narrowed: Where | None) -> str:
    """The scope by itself: “reels · 3 chosen · the next post”."""
    return (_narrowed(narrowed) if narrowed else "") or _("everywhere")


def _narrowed(narrowed: Where) -> str:
    parts = []
    if narrowed.kinds:
        parts.append(listed([str(_POSTS_WORDS[kind]) for kind in narrowed.kinds]))
    if narrowed.posts:
        count = len(narrowed.posts)
        parts.append(ngettext("%d chosen", "%d chosen", count) % count)
    if narrowed.next_post:
        parts.append(_("the next post"))
    return " · ".join(parts)


def schedule(wanted: Schedule | None) -> str:
    """When it may fire: “always”, “Mon–Fri · 09:00–18:00 · until 31 Dec 2026”."""
    if wanted is None:
        return _("always")
    parts = []
    if wanted.hours != "always":
        is_open = wanted.hours == "open"
        parts.append(_("in opening hours") if is_open else _("outside opening hours"))
    if wanted.days:
        parts.append(days(wanted.days))
    if wanted.from_ or wanted.until:
        parts.append(f"{wanted.from_ or '00:00'}–{wanted.until or '24:00'}")
    if wanted.starts:
        parts.append(_("from %(day)s") % {"day": _day(wanted.starts)})
    if wanted.ends:
        parts.append(_("until %(day)s") % {"day": _day(wanted.ends)})
    return " · ".join(parts) or _("always")


def has_ended(wanted: Schedule | None, today: date) -> bool:
    """Whether its last day is over: such a rule never fires again."""
    try:
        return bool(wanted and wanted.ends and date.fromisoformat(wanted.ends) < today)
    except ValueError:  # a draft may hold half a date
        return False


def days(chosen: tuple[int, ...]) -> str:
    """Mon–Fri, or Mon, Wed: days that follow each other are drawn together."""
    spans: list[list[int]] = []
    for day in sorted(set(chosen)):
        if spans and spans[-1][-1] == day - 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(_span(span) for span in spans)


def _span(span: list[int]) -> str:
    names = [str(WEEKDAYS_ABBR.get(day, day)) for day in span]
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def _day(written: str) -> str:
    try:
        return date_format(date.fromisoformat(written), "j M Y")
    except ValueError:
        return written


def listed(words: list[str]) -> str:
    """“size”, “talla”: several things with commas between them."""
    return ", ".join(words)
