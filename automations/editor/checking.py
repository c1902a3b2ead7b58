"""What the checker says of a draft, at the fields it is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from automations.definition import RuleDefinition
from automations.definition.checker import Finding, beside, check
from automations.editor import saying
from automations.models import Rule

# Told by the recipe itself, as a gate before the step.
DRAWN = frozenset({"waits_for_answer", "too_many_in_a_row"})
_INDEX = re.compile(r"\[(\d+)\]")
# Where the page tells findings: at a row of a step, else at the step, else at its part.
_REGION = re.compile(
    r"steps-\d+(?:-[a-z_]+-(?:texts|choices|links|tests)-\d+)?|keywords|match|excluding|where|schedule|on"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the id of the place on the page where it is told and that it leads to.

    ``step`` names that place where the words stand alone: “Step 2”.
    """

    level: str
    words: str
    place: str
    code: str = ""
    step: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it keeps the rule from going live."""
        return self.level == "error"

    @property
    def is_to_do(self) -> bool:
        """Whether nothing is wrong, only not written yet."""
        return self.is_error and self.code == "empty"


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings, errors first; ``at`` has them by their place."""

    all: tuple[Found, ...] = ()
    at: dict[str, list[Found]] = field(default_factory=dict)

    @property
    def errors(self) -> list[Found]:
        return [one for one in self.all if one.is_error]

    @property
    def is_only_unfinished(self) -> bool:
        """Whether all that keeps it back is not written yet."""
        return all(one.is_to_do for one in self.errors)

    @property
    def warnings(self) -> list[Found]:
        return [one for one in self.all if not one.is_error]


def findings_of(definition: RuleDefinition, rule: Rule) -> Findings:
    """Everything the checker has to say about ``definition`` as the draft of ``rule``."""
    findings = check(definition, beside(rule))
    wrong = {one.where for one in findings if one.level == "error" and one.where}
    # What is wrong is said once: a warning about the same place would only repeat it.
    told = [one for one in findings if one.level == "error" or one.where not in wrong]
    return arranged([_found(one) for one in told])


def arranged(found: Sequence[Found]) -> Findings:
    """Errors first, else in the order in which they were found."""
    ordered = sorted(found, key=lambda one: not one.is_error)
    at: dict[str, list[Found]] = defaultdict(list)
    for one in ordered:
        if one.code not in DRAWN:
            at[one.place].append(one)
    return Findings(tuple(ordered), dict(at))


def _found(finding: Finding) -> Found:
    step, place = saying.place_of(finding.where), region_of(finding.where)
    return Found(finding.level, saying.words_of(finding), place, finding.code, step)


def region_of(where: str) -> str:
    """“steps[2].menu.choices[1].title” as the page calls it: ``steps-2-menu-choices-1``."""
    region = _REGION.match(_INDEX.sub(r"-\1", where).replace(".", "-"))
    place = region[0] if region else ""
    return "keywords" if place == "match" else place
