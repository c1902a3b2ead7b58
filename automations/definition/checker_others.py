"""Rules that take what another one is for: the first that matches wins (K-4)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from automations.definition.checker_beside import Beside
from automations.definition.checker_found import Finding, warning
from automations.definition.checker_neighbours import (
    Neighbour,
    Phrase,
    covered,
    folded_keywords,
    is_within,
    share_accounts,
    share_events,
)
from automations.definition.rules import RuleDefinition

MOST_COMPARED = 20_000  # pairs of phrases; typo-tolerant ones are compared one by one
MOST_NAMED = 10  # rules that are named as hidden


def other_findings(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    yield from _repeated(rule)
    if "fallback" in rule.on:
        yield from _second_fallback(rule, around)
        return
    above = [one for one in around.neighbours.open if _is_above(one, rule, around)]
    for one in above[:1]:
        words = _("“%(rule)s” above answers any words here, so this is never reached.")
        if not _is_certain(one, rule, around):
            words = _(
                "“%(rule)s” above answers any words, so this is reached only where it doesn't."
            )
        yield warning("any_above", "", words % {"rule": one.name})
    if rule.match in ("exact", "contains", "starts_with", "fuzzy"):
        yield from _taken(rule, around)
    if around.looks_down:
        yield from _hidden(rule, around)


def _repeated(rule: RuleDefinition) -> Iterator[Finding]:
    if rule.match == "pattern":
        return
    seen: dict[Phrase, str] = {}
    for index, phrase in enumerate(folded_keywords(rule.keywords)):
        if phrase and phrase in seen:
            words = _("“%(keyword)s” is the same as “%(other)s” once it is folded; remove one.")
            names = {"keyword": rule.keywords[index], "other": seen[phrase]}
            yield warning("repeated_keyword", f"keywords[{index}]", words % names)
        seen.setdefault(phrase, rule.keywords[index])


def _second_fallback(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    for one in around.neighbours.rules:
        if _is_above(one, rule, around):
            words = _("“%(rule)s” above is a fallback too, so this is never reached.")
            if not _is_certain(one, rule, around):
                words = _("“%(rule)s” above is a fallback too; this answers only where it doesn't.")
            yield warning("any_above", "", words % {"rule": one.name})
            return


def _taken(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    """Keywords that a rule above answers."""
    for index, phrase in enumerate(folded_keywords(rule.keywords)):
        found = next(_takers(phrase, rule, around), None)
        if found is None:
            continue
        part, one = found
        code, words = _in_words(part, phrase, one, rule, around)
        names = {"keyword": rule.keywords[index], "part": " ".join(part), "rule": one.name}
        yield warning(code, f"keywords[{index}]", words % names)


def _takers(
    phrase: Phrase, rule: RuleDefinition, around: Beside
) -> Iterator[tuple[Phrase, Neighbour]]:
    """Those that take it for certain first."""
    taking = [
        (part, one)
        for part, one in around.neighbours.taking(phrase, rule.match)
        if _is_above(one, rule, around)
    ]
    yield from sorted(
        taking, key=lambda pair: (not _is_certain(pair[1], rule, around), pair[1].position)
    )
    yield from _near(phrase, rule, around)


def _near(
    phrase: Phrase, rule: RuleDefinition, around: Beside
) -> Iterator[tuple[Phrase, Neighbour]]:
    """Typo-tolerant rules above that take the phrase for one of theirs, mistyped."""
    most = MOST_COMPARED // max(1, len(rule.keywords))
    for other, one in around.neighbours.fuzzy[:most]:
        if other != phrase and _is_above(one, rule, around) and _is_slip(phrase, other, one):
            yield other, one


def _is_slip(phrase: Phrase, meant: Phrase, one: Neighbour) -> bool:
    from automations.matching.tolerance import slips

    if len(phrase) != len(meant):
        return False
    most = one.definition.typos or 2
    found = [slips(word, other) for word, other in zip(phrase, meant, strict=True)]
    return all(count is not None and count <= most for count in found)


def _in_words(
    part: Phrase, phrase: Phrase, one: Neighbour, rule: RuleDefinition, around: Beside
) -> tuple[str, str]:
    sure = _is_certain(one, rule, around)
    if part == phrase:
        if sure:
            return "keyword_taken", _("“%(rule)s” above answers “%(keyword)s”: never reached here.")
        return "keyword_shared", _(
            "“%(rule)s” above listens for “%(keyword)s” too: reached only where it doesn't fire."
        )
    if one.definition.match == "fuzzy":
        return "fuzzy_hides", _(
            "“%(rule)s” above takes “%(keyword)s” for “%(part)s” mistyped: never reached here."
        )
    if sure:
        return "keyword_hidden", _(
            "“%(rule)s” above answers all that holds “%(part)s”, so “%(keyword)s” is never reached."
        )
    return "keyword_shared", _(
        "“%(rule)s” above listens for “%(part)s”: “%(keyword)s” is reached only where that "
        "doesn't fire."
    )


def _hidden(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    """Rules below that this one leaves nothing, or less."""
    mine = Neighbour(around.rule_id or 0, "", around.position, around.account_id, rule)
    phrases = set(folded_keywords(rule.keywords)) if rule.match != "pattern" else set()
    named = 0
    for one in around.neighbours.rules:
        if named == MOST_NAMED or not _is_below(one, rule, around):
            continue
        keyword = _hidden_keyword(one, mine, phrases)
        if keyword is None:
            continue
        named += 1
        words = _(
            "It answers “%(keyword)s” before “%(rule)s” below, which is never reached with it."
        )
        if rule.match == "any":
            words = _("It answers any words, so “%(rule)s” below is never reached where it fires.")
        yield warning("hides_lower", "", words % {"keyword": keyword, "rule": one.name})


def _hidden_keyword(one: Neighbour, mine: Neighbour, phrases: set[Phrase]) -> str | None:
    """A keyword of ``one`` that ``mine`` answers first; None if there is none."""
    rule = mine.definition
    if rule.match == "any":
        return "" if "fallback" not in one.definition.on else None
    if one.definition.match not in ("exact", "contains", "starts_with", "fuzzy"):
        return None
    for keyword, phrase in zip(
        one.definition.keywords, folded_keywords(one.definition.keywords), strict=True
    ):
        if covered(phrase, phrases, rule.match, one.definition.match):
            return keyword
    return None


def _is_above(one: Neighbour, rule: RuleDefinition, around: Beside) -> bool:
    return one.position < around.position and _meets(one, rule, around)


def _is_below(one: Neighbour, rule: RuleDefinition, around: Beside) -> bool:
    return one.position > around.position and _meets(one, rule, around)


def _meets(one: Neighbour, rule: RuleDefinition, around: Beside) -> bool:
    return (
        one.pk != around.rule_id
        and share_accounts(one.account_id, around.account_id)
        and share_events(one.definition, rule)
    )


def _is_certain(one: Neighbour, rule: RuleDefinition, around: Beside) -> bool:
    """Whether ``one`` fires wherever ``rule`` would."""
    accounts = one.account_id is None or one.account_id == around.account_id
    return accounts and one.always_fires and is_within(rule, one.definition)
