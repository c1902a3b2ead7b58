"""What a matcher holds and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from automations.definition.rules import RuleDefinition
from automations.matching.said import Said, Spot


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A live rule as it is kept in memory; ``position`` is its place in the workspace's order."""

    pk: int
    name: str
    version_id: int
    position: int
    definition: RuleDefinition


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that was set off by something in a text."""

    rule: CompiledRule
    spot: Spot = ""
    said: Said | None = field(default=None, repr=False)

    @property
    def words(self) -> str:
        """The contact's own words that did it; looked up when asked for.

        Where they can't be told apart in the text, they are the keyword's. Empty for rules that any
        text sets off.
        """
        return self.said.quote(self.spot) if self.said else str(self.spot)
