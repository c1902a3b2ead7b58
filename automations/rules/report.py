"""What one rule did in the last days: fired, replied, finished, failed, and where runs ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from automations.definition import RuleDefinition, stored
from automations.models import Decision, Rule, RuleVersion, Run, StepDone
from automations.models.run import RunQuerySet
from automations.rules.in_words import KIND_WORDS
from automations.rules.week import GIVEN_UP, WROTE_AGAIN
from inbox.delivery.models import Outbound, Reason

SPANS: Final = {"7d": 7, "30d": 30, "90d": 90}  # days
USUAL: Final = "30d"
ARRIVED = (Outbound.State.SENT, Outbound.State.DELIVERED, Outbound.State.SEEN)
LONGEST_SAID = 160  # characters of a wording that a table shows


@dataclass(frozen=True, slots=True)
class Share:
    """A part of ``of``; percent is 0 where there is nothing to be a part of."""

    name: str | Promise
    count: int
    of: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.count / self.of)) if self.of else 0


@dataclass(frozen=True, slots=True)
class Reached:
    """A step of a version, and how many runs came to it."""

    number: int
    kind: str | Promise
    said: str
    share: Share
    skipped: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording, and what came of it."""

    words: str
    kind: str | Promise
    sent: int
    seen: Share
    replied: Share


@dataclass(frozen=True, slots=True)
class Report:
    """``runs`` were started in the time asked for; ``ends`` says how they ended."""

    fired: int
    replied: Share
    runs: int
    finished: Share
    captured: Share
    handed_off: Share
    under_way: int
    ends: list[Share]
    failures: list[Share]
    version: RuleVersion | None
    version_runs: int
    steps: list[Reached]
    wordings: list[Wording]


def report(rule: Rule, days: int, now: datetime) -> Report:
    """The figures of ``rule`` since ``days`` ago: eight bounded queries."""
    since = now - timedelta(days=days)
    fired, replied = _fired(rule, since)
    ends = _ends(rule, since)
    runs = sum(ends.values())
    version, version_runs, steps = _steps(rule, since)
    return Report(
        fired=fired,
        replied=Share(_("replied"), replied, fired),
        runs=runs,
        finished=Share(_("finished"), ends.get(Run.Ended.FINISHED, 0), runs),
        captured=Share(_("captured"), _captured(rule, since), runs),
        handed_off=Share(_("to people"), ends.get(Run.Ended.HANDED_OFF, 0), runs),
        under_way=ends.get("", 0),
        ends=[
            Share(Run.Ended(ended).label, count, runs)
            for ended, count in sorted(ends.items(), key=lambda each: -each[1])
            if ended
        ],
        failures=_failures(rule, since),
        version=version,
        version_runs=version_runs,
        steps=steps,
        wordings=_wordings(rule, since),
    )


def _fired(rule: Rule, since: datetime) -> tuple[int, int]:
    decisions = Decision.objects.in_workspace(rule.workspace_id).filter(
        rule=rule, at__gte=since, outcome=Decision.Outcome.FIRED
    )
    found = decisions.aggregate(fired=Count("pk"), replied=Count("pk", filter=WROTE_AGAIN))
    return found["fired"], found["replied"]


def _runs(rule: Rule, since: datetime) -> RunQuerySet:
    return Run.objects.in_workspace(rule.workspace_id).filter(rule=rule, started_at__gte=since)


def _ends(rule: Rule, since: datetime) -> dict[str, int]:
    rows = _runs(rule, since).order_by().values_list("ended").annotate(Count("pk"))
    return dict(rows)


def _captured(rule: Rule, since: datetime) -> int:
    return _runs(rule, since).exclude(answers={}).count()


def _failures(rule: Rule, since: datetime) -> list[Share]:
    failed = Outbound.objects.in_workspace(rule.workspace_id).filter(
        rule_id=rule.pk, settled_at__gte=since, state__in=GIVEN_UP
    )
    rows = list(failed.order_by().values_list("reason").annotate(count=Count("pk")))
    together = sum(count for _reason, count in rows)
    return [
        Share(Reason(reason).label, count, together)
        for reason, count in sorted(rows, key=lambda row: -row[1])
    ]


def _steps(rule: Rule, since: datetime) -> tuple[RuleVersion | None, int, list[Reached]]:
    """Only of the newest version that ran: in another one the same number is another step."""
    ran = _runs(rule, since).order_by("-version__number").select_related("version").first()
    version = ran.version if ran else rule.live
    if version is None:
        return None, 0, []
    runs = _runs(rule, since).filter(version=version).count()
    done = StepDone.objects.in_workspace(rule.workspace_id).filter(
        rule=rule, at__gte=since, run__version=version, run__started_at__gte=since
    )
    rows = done.order_by().values("place")
    counted = rows.annotate(
        came=Count("run", distinct=True), skipped=Count("pk", filter=~Q(skipped=""))
    )
    came = {row["place"]: (row["came"], row["skipped"]) for row in counted}
    return version, runs, _reached(stored(version.definition), runs, came)


def _reached(
    definition: RuleDefinition, runs: int, came: dict[int, tuple[int, int]]
) -> list[Reached]:
    reached = []
    for place, step in enumerate(definition.steps):
        count, skipped = came.get(place, (0, 0))
        kind = KIND_WORDS[step.kind]
        said = step.wordings[0] if step.wordings else ""
        reached.append(
            Reached(place + 1, kind, said[:LONGEST_SAID], Share(kind, count, runs), skipped)
        )
    return reached


def _wordings(rule: Rule, since: datetime) -> list[Wording]:
    """What was sent, wording by wording, those of one step beside each other."""
    said = StepDone.objects.in_workspace(rule.workspace_id).filter(
        rule=rule, at__gte=since, outbound__state__in=ARRIVED
    )
    wrote = Q(run__thread__last_contact_at__gt=F("outbound__settled_at"))
    rows = said.exclude(words="").order_by("place", "words").values("place", "kind", "words")
    counted = rows.annotate(
        sent=Count("pk"),
        seen=Count("pk", filter=Q(outbound__state=Outbound.State.SEEN)),
        replied=Count("pk", filter=wrote),
    )
    words: dict[str, str | Promise] = dict(KIND_WORDS.items())
    return [
        Wording(
            row["words"][:LONGEST_SAID],
            words.get(row["kind"], row["kind"]),
            row["sent"],
            Share(_("seen"), row["seen"], row["sent"]),
            Share(_("replied"), row["replied"], row["sent"]),
        )
        for row in counted
    ]
