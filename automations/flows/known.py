"""What a step may ask about: everything is read before, so that going on needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from automations.matching import CompiledRule
from automations.models import Run

# When the contact last got which words of which rule, in public or not (C-1).
Had = Mapping[tuple[int, str, bool], datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run of ``rule`` stands. ``has_said``: it has sent the contact something in private.

    ``of_comment``: a comment set it off, so that its first message is the one private reply (W-6).
    """

    rule: CompiledRule
    place: int = 0
    visits: int = 0
    waits_for: str = ""
    tries: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    of_comment: bool = False
    has_said: bool = False
    run_id: int | None = None

    @classmethod
    def of(cls, run: Run, rule: CompiledRule, *, of_comment: bool, has_said: bool) -> Standing:
        """A stored run, executing ``rule`` as it was when the run began."""
        return cls(
            rule=rule,
            place=run.place,
            visits=run.visits,
            waits_for=run.waits_for,
            tries=run.tries,
            answers=run.answers,
            of_comment=of_comment,
            has_said=has_said,
            run_id=run.pk,
        )


@dataclass(frozen=True, slots=True)
class Begin:
    """The rule fires; ``place`` is the step to begin with."""

    place: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """The contact said something to the waiting run. ``key`` is the platform's id of it.

    ``choice`` is the place of the menu's answer that was tapped, -1 for “Talk to a person”.
    """

    text: str
    choice: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The moment that the run waited for has come, or nobody answered in time."""


@dataclass(frozen=True, slots=True)
class Called:
    """A system of the workspace answered ``body``, or did not (``ok`` False)."""

    ok: bool
    body: Mapping[str, Any]
    detail: str = ""


Input = Begin | Said | Due | Called


@dataclass(frozen=True, slots=True)
class Known:
    """The contact and the moment. ``in_a_row`` counts automated messages since their last word.

    ``values`` fill texts; ``labels`` are casefolded; ``follows_us`` is None where nobody knows.
    """

    now: datetime
    contact_id: int
    had: Had = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    follows_us: bool | None = None
    is_open_hour: bool = True
    window_is_open: bool = True
    in_a_row: int = 0
    most_in_a_row: int = 3
    may_ask_opt_in: bool = False
