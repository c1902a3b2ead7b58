"""Rules and events for the matcher, each with the fewest fields."""

from automations.definition import RuleDefinition
from automations.heard import Heard
from automations.matching import CompiledRule, Matcher


def compiled(number, *keywords, match="contains", on=("dm", "comment"), **fields):
    """A rule that is kept in memory; ``number`` is its id, its version and its place."""
    definition = RuleDefinition(on=on, steps=(), match=match, keywords=keywords, **fields)
    return CompiledRule(number, f"rule {number}", number, number, definition)


def heard(text="", *surfaces, **fields):
    return Heard(frozenset(surfaces or ("dm",)), text, **fields)


def hit(matcher, text, *surfaces, **fields):
    """The numbers of the rules that are set off, in their order."""
    return [match.rule.pk for match in matcher.matches(heard(text, *surfaces, **fields))]


def fits(text, *keywords, **fields):
    """Whether one rule with these keywords is set off by ``text``."""
    return hit(Matcher([compiled(1, *keywords, **fields)]), text) == [1]


def words(text, *keywords, **fields):
    """What of ``text`` set it off."""
    (found,) = Matcher([compiled(1, *keywords, **fields)]).matches(heard(text))
    return found.words
