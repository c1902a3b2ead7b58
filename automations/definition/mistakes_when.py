"""What is wrong with when a rule fires: events, keywords, posts, times (K-1, K-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from django.utils.translation import gettext as _

from automations.definition.mistakes_shared import Mistake, as_json, is_empty
from automations.definition.rules import RuleDefinition, Schedule, Where
from automations.folding import fold, signs

LONGEST_KEYWORD = 200  # characters
MOST_DAYS = 3650  # until the same may be said again
_STORIES = frozenset({"story_reply", "story_mention"})


def when_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    yield from _surface_mistakes(rule)
    yield from _match_mistakes(rule)
    yield from _keyword_mistakes(rule)
    yield from _exclusion_mistakes(rule)
    if rule.where:
        yield from _where_mistakes(rule.where, rule)
    if rule.schedule:
        yield from _schedule_mistakes(rule.schedule)
    if rule.again_after_days is not None and not 1 <= rule.again_after_days <= MOST_DAYS:
        words = _("is %(days)d; 1 is the least, or leave it out.")
        if rule.again_after_days > MOST_DAYS:
            words = _("is %(days)d; %(most)d is the most.")
        said = words % {"days": rule.again_after_days, "most": MOST_DAYS}
        yield Mistake("again_after_days", "bad_number", said)


def _surface_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    if not rule.on:
        yield is_empty("on", "on")
    for index, surface in enumerate(rule.on):
        if surface in rule.on[:index]:
            words = _("“%(surface)s” is there twice; remove one.") % {"surface": surface}
            yield Mistake(f"on[{index}]", "repeated", words)
    if "fallback" in rule.on and len(set(rule.on)) > 1:
        words = _(
            "“fallback” answers what nothing else does, so it stands alone; "
            "make another rule for the rest."
        )
        yield Mistake("on", "fallback_alone", words)


def _match_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    if rule.match == "intent":
        words = _("“intent” is not available yet; write “contains”, or another way to match.")
        yield Mistake("match", "no_intent", words)
    if rule.typos is not None and rule.match != "fuzzy":
        words = _("only counts where match is “fuzzy”; leave it out, or write “fuzzy”.")
        yield Mistake("typos", "without_fuzzy", words)
    elif rule.typos is not None and not 1 <= rule.typos <= 2:
        words = _("is %(typos)d; write 1 or 2, or leave it out.") % {"typos": rule.typos}
        yield Mistake("typos", "bad_number", words)
    if rule.on and set(rule.on) <= {"story_mention"} and rule.match != "any":
        words = _("a story mention has no words to look at; write “any”.")
        yield Mistake("match", "no_words", words)


def _keyword_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    if "fallback" in rule.on and (rule.keywords or rule.match != "any"):
        words = _("a fallback answers any words; remove the keywords and write “any” for match.")
        yield Mistake("keywords", "not_looked_at", words)
        return
    if rule.match == "any" and rule.keywords:
        words = _(
            "match is “any”, so none is looked at; remove them, or write “contains” for match."
        )
        yield Mistake("keywords", "not_looked_at", words)
    if rule.match != "any" and not rule.keywords:
        yield is_empty("keywords", "keywords")
    for index, keyword in enumerate(rule.keywords):
        where = f"keywords[{index}]"
        if rule.match == "pattern":
            yield from _pattern_mistakes(where, keyword)
        else:
            yield from _phrase_mistakes(where, keyword)


def _pattern_mistakes(where: str, pattern: str) -> Iterator[Mistake]:
    from automations.matching import pattern_problem

    if problem := pattern_problem(pattern):
        yield Mistake(where, "bad_pattern", problem)


def _phrase_mistakes(where: str, phrase: str) -> Iterator[Mistake]:
    if not _looked_for(phrase):
        words = _(
            "%(phrase)s has no letter, digit or emoji, so nothing could match it; "
            "write a word, or remove it."
        )
        yield Mistake(where, "no_words", words % {"phrase": as_json(phrase)})
    if len(phrase) > LONGEST_KEYWORD:
        words = _("has %(size)d characters; %(most)d is the most.")
        sizes = {"size": len(phrase), "most": LONGEST_KEYWORD}
        yield Mistake(where, "too_long", words % sizes)


def _looked_for(phrase: str) -> tuple[str, ...]:
    """Its words, or its emoji if it has nothing else."""
    return fold(phrase) or signs(phrase)


def _exclusion_mistakes(rule: RuleDefinition) -> Iterator[Mistake]:
    phrases = (
        {_looked_for(keyword) for keyword in rule.keywords} if rule.match != "pattern" else set()
    )
    for index, excluded in enumerate(rule.excluding):
        where = f"excluding[{index}]"
        yield from _phrase_mistakes(where, excluded)
        if _looked_for(excluded) in phrases:
            words = _("“%(phrase)s” is a keyword too, so it could never fire; remove one of them.")
            yield Mistake(where, "excludes_keyword", words % {"phrase": excluded})


def _where_mistakes(where: Where, rule: RuleDefinition) -> Iterator[Mistake]:
    commented = "comment" in rule.on
    if not commented and not _STORIES.intersection(rule.on):
        words = _("is about comments and stories; leave it out, or add “comment” to “on”.")
        yield Mistake("where", "without_posts", words)
        return
    for index, kind in enumerate(where.kinds):
        if kind == "story" and not _STORIES.intersection(rule.on):
            words = _("“story” needs an answer to a story; add “story_reply” to “on”.")
            yield Mistake(f"where.kinds[{index}]", "wrong_kind", words)
        if kind != "story" and not commented:
            words = _("“%(kind)s” needs a comment; add “comment” to “on”.") % {"kind": kind}
            yield Mistake(f"where.kinds[{index}]", "wrong_kind", words)
    for index, post in enumerate(where.posts):
        if not post.strip():
            words = _("is empty; write the id of a post, or remove it.")
            yield Mistake(f"where.posts[{index}]", "empty", words)
    if where.next_post and not commented:
        words = _("needs a comment; add “comment” to “on”, or leave it out.")
        yield Mistake("where.next_post", "without_posts", words)


def _schedule_mistakes(schedule: Schedule) -> Iterator[Mistake]:
    for index, day in enumerate(schedule.days):
        if not 0 <= day <= 6:
            words = _("is %(day)d; write 0 (Monday) to 6 (Sunday).") % {"day": day}
            yield Mistake(f"schedule.days[{index}]", "bad_day", words)
    times = {"from": schedule.from_, "until": schedule.until}
    for name, written in times.items():
        if written and not _is_time(written):
            words = _("“%(written)s” is no time of day; write it like “09:00”.")
            yield Mistake(f"schedule.{name}", "bad_time", words % {"written": written})
    if schedule.from_ and schedule.from_ == schedule.until:
        words = _("is the same as “from”; write another time, or leave both out.")
        yield Mistake("schedule.until", "bad_time", words)
    for name, written in (("starts", schedule.starts), ("ends", schedule.ends)):
        if written and not _is_date(written):
            words = _("“%(written)s” is no date; write it like “2026-11-27”.")
            yield Mistake(f"schedule.{name}", "bad_date", words % {"written": written})
    if _is_date(schedule.starts) and _is_date(schedule.ends) and schedule.ends < schedule.starts:
        words = _("is before “starts”, so it could never fire; write a later date.")
        yield Mistake("schedule.ends", "bad_date", words)


def _is_time(written: str) -> bool:
    try:
        time.fromisoformat(written)
    except ValueError:
        return False
    return len(written) == len("09:00")


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return len(written) == len("2026-11-27")
