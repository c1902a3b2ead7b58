"""Why a rule is not set off, in words for people who try it out (K-9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automations.definition.rules import Match as Mode
from automations.definition.rules import PostKind, RuleDefinition, Surface, Where
from automations.matching.patterns import pattern_problem
from automations.matching.rules import CompiledRule
from automations.matching.said import Said, keyword_line
from automations.matching.scope import SCOPED, is_under

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from automations.heard import Heard

_EVENTS: dict[Surface, StrPromise] = {
    "dm": gettext_lazy("messages"),
    "comment": gettext_lazy("comments"),
    "story_reply": gettext_lazy("answers to stories"),
    "story_mention": gettext_lazy("mentions in stories"),
    "tap": gettext_lazy("taps on buttons"),
    "ice_breaker": gettext_lazy("conversation starters"),
    "ad": gettext_lazy("clicks on ads"),
    "first_message": gettext_lazy("first messages"),
    "fallback": gettext_lazy("messages that no rule answers"),
}
_KINDS: dict[PostKind, StrPromise] = {
    "feed": gettext_lazy("posts"),
    "reel": gettext_lazy("reels"),
    "live": gettext_lazy("live videos"),
    "ad": gettext_lazy("ads"),
    "story": gettext_lazy("stories"),
}
_LOOKS: dict[Mode, StrPromise] = {
    "exact": gettext_lazy("is exactly %(words)s: no match"),
    "contains": gettext_lazy("contains %(words)s: no match"),
    "starts_with": gettext_lazy("starts with %(words)s: no match"),
    "fuzzy": gettext_lazy("contains %(words)s, typos forgiven: no match"),
    "pattern": gettext_lazy("fits the pattern %(words)s: no match"),
    "intent": gettext_lazy("means %(words)s: matching by meaning is not available yet"),
}
_SHOWN = 5  # keywords of many


def why_not(rule: CompiledRule, heard: Heard, *, has_words: bool) -> str:
    """The first condition that fails: event, post, keywords, exclusions."""
    wanted = rule.definition
    heard_on = heard.surfaces.intersection(wanted.on)
    if not heard_on:
        events = _listed([str(_EVENTS[surface]) for surface in wanted.on])
        return _("event: only %(events)s") % {"events": events}
    if heard_on <= SCOPED and not is_under(rule, heard):
        return _where(wanted.where or Where(), heard)
    if wanted.match != "any" and not has_words:
        return _words(wanted)
    return _excluded(wanted, heard.text)


def _where(where: Where, heard: Heard) -> str:
    if where.kinds and heard.post_kind not in where.kinds:
        kinds = _listed([str(_KINDS[kind]) for kind in where.kinds])
        return _("post: only %(kinds)s") % {"kinds": kinds}
    if where.posts:
        return _("post: only those that were chosen")
    return _("post: the next one, which is not published yet")


def _words(wanted: RuleDefinition) -> str:
    if wanted.match == "pattern":
        for pattern in wanted.keywords:
            if problem := pattern_problem(pattern):
                return problem
    shown = [f"“{word}”" for word in wanted.keywords[:_SHOWN]]
    if (more := len(wanted.keywords) - _SHOWN) > 0:
        shown.append(_("%(count)d more") % {"count": more})
    return str(_LOOKS[wanted.match]) % {"words": _listed(shown, either=True)}


def _excluded(wanted: RuleDefinition, text: str) -> str:
    said = Said(text)
    lines = said.line + said.sign_line
    found = [f"“{word}”" for word in wanted.excluding if (keyword_line(word) or "\n") in lines]
    return _("excluded: %(words)s is in it") % {"words": _listed(found)}


def _listed(words: Sequence[str], *, either: bool = False) -> str:
    """“a, b and c”, or “a, b or c”."""
    if len(words) < 2:
        return "".join(words)
    form = _("%(some)s or %(last)s") if either else _("%(some)s and %(last)s")
    return form % {"some": ", ".join(words[:-1]), "last": words[-1]}
