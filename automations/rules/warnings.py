"""What the checker says of the rules of a list, with what it has to know loaded once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from automations.definition import RuleDefinition
from automations.models import Rule


class Finding(Protocol):
    """One thing that the checker found."""

    @property
    def level(self) -> str: ...

    @property
    def words(self) -> str: ...


def warnings_of(
    workspace_id: int, rules: Sequence[Rule], definitions: Mapping[int, RuleDefinition]
) -> dict[int, list[Finding]]:
    """The findings about each of ``rules``, by its id; they are all, in their order."""
    return {}
