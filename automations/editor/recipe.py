"""What the editor's page shows of a draft: cards, choices, findings, the phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from automations.definition import MATCHES, SURFACES, RuleDefinition, Step
from automations.definition.steps import Strict
from automations.editor.checking import Findings
from automations.editor.ids import with_ids
from automations.editor.kinds import NAMED, Named, short_of
from automations.rules import in_words

_LAST = {"stop", "handoff", "menu", "condition"}  # what comes after these is said in them


@dataclass(frozen=True, slots=True)
class Target:
    """A step that another can lead to."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """A step as the page shows it. ``waits`` says why the flow stands still before it, if so."""

    place: int
    step: Step
    named: Named
    it: Strict
    waits: str
    is_last: bool

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def name(self) -> str:
        """What the names of its own fields begin with."""
        return f"steps-{self.place}"

    @property
    def fields(self) -> str:
        """What the names of its kind's fields begin with."""
        return f"steps-{self.place}-{self.step.kind}"

    @property
    def template(self) -> str:
        return f"automation/editor/steps/_{self.step.kind}.html"

    @property
    def may_lead_on(self) -> bool:
        """Whether one can say which step comes after it."""
        return self.step.kind not in _LAST or self.step.then is not None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A draft, ready for the page."""

    it: RuleDefinition
    cards: list[Card]
    targets: list[Target]
    findings: Findings

    @classmethod
    def of(cls, definition: RuleDefinition, findings: Findings, most_in_a_row: int) -> Recipe:
        named = with_ids(definition)
        waits = list(_waits(named, most_in_a_row))
        last = len(named.steps) - 1
        cards = [
            Card(
                place, step, NAMED[step.kind], getattr(step, step.kind), waits[place], place == last
            )
            for place, step in enumerate(named.steps)
        ]
        targets = [Target(card.step.id, f"{card.number} · {short_of(card.step)}") for card in cards]
        return cls(named, cards, targets, findings)

    @property
    def scope(self) -> str:
        """Which of the page's answers to “under which posts?” the draft has given."""
        where = self.it.where
        if where is None:
            return "all"
        said = [bool(where.posts), bool(where.kinds), where.next_post]
        if sum(said) > 1:
            return "several"
        return dict(zip(said, ("chosen", "kinds", "next"), strict=True)).get(True, "all")

    @property
    def surfaces(self) -> Iterator[dict[str, Any]]:
        for one in SURFACES:
            yield {
                "value": one,
                "icon": in_words.SURFACE_ICONS[one],
                "words": in_words.SURFACE_WORDS[one],
                "is_on": one in self.it.on,
            }

    @property
    def matches(self) -> list[tuple[str, str]]:
        """The ways to match; meaning is offered only where a draft has it already."""
        words = _match_words()
        shown = [one for one in MATCHES if one != "intent" or self.it.match == "intent"]
        return [(one, words[one]) for one in shown]

    @property
    def fields(self) -> list[str]:
        """The names under which its questions keep answers."""
        return sorted({step.ask.save_to for step in self.it.steps if step.ask} - {""})


def _match_words() -> dict[str, str]:
    return {
        "any": _("says anything"),
        "contains": _("contains the word"),
        "exact": _("says exactly"),
        "starts_with": _("starts with"),
        "fuzzy": _("contains the word, typos forgiven"),
        "pattern": _("fits the pattern"),
        "intent": _("means"),
    }


def _waits(definition: RuleDefinition, most_in_a_row: int) -> Iterator[str]:
    """Before which steps the flow waits for a word of the contact, read from top to bottom."""
    is_closed, has_said, row = "comment" in definition.on, False, 0
    for step in definition.steps:
        says = step.send or step.menu or step.ask
        words = ""
        if says and is_closed and has_said:
            words = _("waits here until they answer (a comment allows one private reply only)")
        elif says and row >= most_in_a_row:
            words = _("waits here until they answer (%(most)d messages in a row at most)") % {
                "most": most_in_a_row
            }
        if words:
            is_closed, row = False, 0
        if says:
            has_said = True
            row += 2 if step.send and step.send.file and step.send.texts else 1
        if step.menu or step.ask:
            is_closed, row = False, 0
        yield words
