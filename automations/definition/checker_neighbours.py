"""The rules beside a rule, found by the words that they listen for (K-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from automations.definition.rules import RuleDefinition, Where
from automations.folding import fold, signs

Phrase = tuple[str, ...]
_WORDED = ("exact", "contains", "starts_with", "fuzzy")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A rule that is live and on."""

    pk: int
    name: str
    position: int
    account_id: int | None
    definition: RuleDefinition

    @property
    def always_fires(self) -> bool:
        """Whether it answers everything that it matches: no hours, no limits, no exclusions."""
        rule = self.definition
        return not (rule.schedule or rule.follows_us or rule.once or rule.excluding)


class Neighbours:
    """Rules in their order; which of them take a phrase costs what the phrase's length costs."""

    def __init__(self, rules: Sequence[Neighbour]) -> None:
        self.rules = tuple(rules)

    @cached_property
    def open(self) -> tuple[Neighbour, ...]:
        """Those that any words set off."""
        return tuple(one for one in self.rules if one.definition.match == "any")

    @cached_property
    def fuzzy(self) -> tuple[tuple[Phrase, Neighbour], ...]:
        return tuple(
            (phrase, one)
            for one in self.rules
            if one.definition.match == "fuzzy"
            for phrase in folded_keywords(one.definition.keywords)
        )

    @cached_property
    def _by_phrase(self) -> dict[Phrase, list[Neighbour]]:
        found: dict[Phrase, list[Neighbour]] = defaultdict(list)
        for one in self.rules:
            if one.definition.match in _WORDED:
                for phrase in set(folded_keywords(one.definition.keywords)):
                    found[phrase].append(one)
        return found

    def taking(self, phrase: Phrase, match: str) -> Iterator[tuple[Phrase, Neighbour]]:
        """Rules that match every text that a rule with this phrase and way to match does."""
        for start, end in _spans(len(phrase)):
            part = phrase[start:end]
            for one in self._by_phrase.get(part, ()):
                if _covers(one.definition.match, part == phrase, start == 0, match):
                    yield part, one


def covered(phrase: Phrase, by: set[Phrase], above: str, below: str) -> bool:
    """Whether a rule with the phrases ``by`` matches every text that one with ``phrase`` does."""
    return any(
        phrase[start:end] in by and _covers(above, end - start == len(phrase), start == 0, below)
        for start, end in _spans(len(phrase))
    )


@lru_cache(maxsize=4096)
def folded_keywords(keywords: tuple[str, ...]) -> tuple[Phrase, ...]:
    """The words of each as they are compared, the emoji of one without words."""
    return tuple(fold(keyword) or signs(keyword) for keyword in keywords)


def _spans(size: int) -> Iterator[tuple[int, int]]:
    for start in range(size):
        for end in range(start + 1, size + 1):
            yield start, end


def _covers(above: str, is_same: bool, begins: bool, below: str) -> bool:
    """Whether what matches ``below`` matches a part of it ``above`` too."""
    match above:
        case "exact":
            return is_same and below == "exact"
        case "starts_with":
            return begins and below in ("exact", "starts_with")
        case "contains" | "fuzzy":
            return below != "fuzzy" or above == "fuzzy" or is_same
    return False


def share_events(one: RuleDefinition, other: RuleDefinition) -> bool:
    """Whether something can set off both, as far as events and posts go."""
    shared = set(one.on) & set(other.on)
    if shared - {"comment", "story_reply"}:
        return True
    return bool(shared) and _overlap(one.where or Where(), other.where or Where())


def is_within(inner: RuleDefinition, outer: RuleDefinition) -> bool:
    """Whether ``outer`` listens to every event, under every post, that ``inner`` listens to."""
    if not set(inner.on) <= set(outer.on):
        return False
    mine, theirs = inner.where or Where(), outer.where or Where()
    kinds = not theirs.kinds or (bool(mine.kinds) and set(mine.kinds) <= set(theirs.kinds))
    posts = not theirs.posts or (bool(mine.posts) and set(mine.posts) <= set(theirs.posts))
    return kinds and posts and not theirs.next_post


def share_accounts(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def _overlap(one: Where, other: Where) -> bool:
    kinds = not one.kinds or not other.kinds or bool(set(one.kinds) & set(other.kinds))
    posts = not one.posts or not other.posts or bool(set(one.posts) & set(other.posts))
    return kinds and posts
