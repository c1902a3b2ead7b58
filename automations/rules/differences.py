"""What differs between two definitions of a rule, in sentences that a person reads (K-4, ux 11)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from automations.definition import RuleDefinition
from automations.rules import in_words
from automations.rules.step_differences import changed_steps, first_steps, lists, quoted


def differences(old: RuleDefinition | None, new: RuleDefinition) -> list[str]:
    """A sentence for each thing that is another in ``new``; without ``old``, what ``new`` does."""
    if old is None:
        return list(_first(new))
    return [*_when(old, new), *_only(old, new), *changed_steps(old.steps, new.steps)]


def _first(new: RuleDefinition) -> Iterator[str]:
    """The whole rule, where there is nothing to compare it with."""
    words = [str(in_words.SURFACE_WORDS[one]) for one in new.on]
    yield _("Fires on: %(events)s.") % {"events": in_words.listed(words) or _("nothing yet")}
    said = {"match": in_words.MATCH_WORDS[new.match], "words": quoted(new.keywords)}
    if new.match == "any":
        yield _("Whatever the text says.")
    else:
        yield _("Text: %(match)s %(words)s.") % said
    if new.excluding:
        yield _("Not with: %(words)s.") % {"words": quoted(new.excluding)}
    if scope := in_words.scope(new):
        yield _("Where: %(scope)s.") % {"scope": scope}
    yield _("When: %(schedule)s.") % {"schedule": in_words.schedule(new.schedule)}
    yield from _limits(RuleDefinition(on=new.on, steps=()), new)
    yield from first_steps(new.steps)


def _when(old: RuleDefinition, new: RuleDefinition) -> Iterator[str]:
    added, gone = lists(old.on, new.on)
    for surface in added:
        yield _("It also fires on: %(event)s.") % {"event": in_words.SURFACE_WORDS[surface]}
    for surface in gone:
        yield _("It fires no longer on: %(event)s.") % {"event": in_words.SURFACE_WORDS[surface]}
    if old.match != new.match:
        words = {
            "old": in_words.MATCH_WORDS[old.match],
            "new": in_words.MATCH_WORDS[new.match],
        }
        yield _("The text is matched “%(new)s” instead of “%(old)s”.") % words
    yield from _words(old, new)


def _words(old: RuleDefinition, new: RuleDefinition) -> Iterator[str]:
    added, gone = lists(old.keywords, new.keywords)
    if added:
        yield _("New keywords: %(words)s.") % {"words": quoted(added)}
    if gone:
        yield _("Keywords removed: %(words)s.") % {"words": quoted(gone)}
    added, gone = lists(old.excluding, new.excluding)
    if added:
        yield _("Does not fire any more on texts with: %(words)s.") % {"words": quoted(added)}
    if gone:
        yield _("No longer kept from firing by: %(words)s.") % {"words": quoted(gone)}
    if old.typos != new.typos:
        words = {"old": _typos(old.typos), "new": _typos(new.typos)}
        yield _("Typos forgiven: %(new)s instead of %(old)s.") % words


def _only(old: RuleDefinition, new: RuleDefinition) -> Iterator[str]:
    yield from _where(old, new)
    if old.schedule != new.schedule:
        words = {"old": in_words.schedule(old.schedule), "new": in_words.schedule(new.schedule)}
        yield _("It may fire: %(new)s; before: %(old)s.") % words
    yield from _limits(old, new)


def _limits(old: RuleDefinition, new: RuleDefinition) -> Iterator[str]:
    if old.follows_us != new.follows_us:
        yield (
            _("Answers only contacts who follow the account.")
            if new.follows_us
            else _("Answers also contacts who do not follow the account.")
        )
    if old.once != new.once:
        yield (
            _("Answers each contact only once.")
            if new.once
            else _("Answers the same contact more than once.")
        )
    if old.again_after_days != new.again_after_days:
        words = {"old": _again(old.again_after_days), "new": _again(new.again_after_days)}
        yield _("The same contact gets the same again: %(new)s; before: %(old)s.") % words


def _where(old: RuleDefinition, new: RuleDefinition) -> Iterator[str]:
    if old.where == new.where:
        return
    before, after = in_words.where(old.where), in_words.where(new.where)
    if before != after:
        yield _("Where: %(new)s; before: %(old)s.") % {"old": before, "new": after}
        return
    posts = [each.where.posts if each.where else () for each in (old, new)]
    added, gone = lists(*posts)
    words = {"added": quoted(added) or _("none"), "gone": quoted(gone) or _("none")}
    yield _("Other posts: added %(added)s, removed %(gone)s.") % words


def _typos(most: int | None) -> str:
    return _("by the keyword's length") if most is None else str(most)


def _again(days: int | None) -> str:
    return _("never") if days is None else _("after %(days)d days") % {"days": days}
