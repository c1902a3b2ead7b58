"""What a flow wants done. Only the applier touches the database (K-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from automations.definition.steps import File, Link
from automations.models import Handoff, Run, StepDone


@dataclass(frozen=True, slots=True)
class Visit:
    """One step being done: its number within the run, its place in the version, its kind."""

    number: int
    place: int
    kind: str


@dataclass(frozen=True, slots=True)
class Say:
    """Send this. ``words`` is the wording as the rule holds it, ``text`` what the contact reads.

    ``choices`` are a menu's titles; ``person`` adds the one that calls a person (H-3).
    """

    visit: Visit
    text: str
    words: str = ""
    wording: int | None = None
    publicly: bool = False
    privately_to_comment: bool = False
    file: File | None = None
    links: tuple[Link, ...] = ()
    choices: tuple[str, ...] = ()
    person: bool = False
    as_buttons: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A step was passed over."""

    visit: Visit
    why: StepDone.Skipped
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Did:
    """A step that only changed where the run goes; ``detail`` says how."""

    visit: Visit
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """Keep an answer on the contact, with what was asked."""

    visit: Visit
    field: str
    value: str
    question: str
    key: str


@dataclass(frozen=True, slots=True)
class Label:
    """Put labels on the contact and take others off."""

    visit: Visit
    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the thread to a team, or to a member by e-mail address."""

    visit: Visit
    team: str
    member: str


@dataclass(frozen=True, slots=True)
class TellTeam:
    """A note in the thread, for these people."""

    visit: Visit
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class AskSystem:
    """Call a system of the workspace; the run goes on with its answer."""

    visit: Visit
    url: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person takes over."""

    reason: Handoff.Reason
    visit: Visit | None = None
    words: str = ""
    detail: str = ""
    team: str = ""
    text: str = ""


Effect = Say | Passed | Did | Capture | Label | Assign | TellTeam | AskSystem | HandOver


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands after going on, and what has to be done for it, in order."""

    effects: tuple[Effect, ...]
    place: int
    visits: int
    answers: Mapping[str, str]
    waits_for: Run.Waits | None = None
    due_at: datetime | None = None
    tries: int = 0
    ended: Run.Ended | None = None
    detail: str = ""

    @property
    def says(self) -> bool:
        """Whether anything of it reaches the contact."""
        return any(isinstance(effect, Say) for effect in self.effects)

    @property
    def only_repeats(self) -> bool:
        """Whether all it had to say has been said to this contact before (C-1)."""
        repeats = [
            effect
            for effect in self.effects
            if isinstance(effect, Passed) and effect.why is StepDone.Skipped.ALL_SENT
        ]
        return bool(repeats) and not self.says
