"""What the rules of a workspace did in the last seven days, for the list: five bounded queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from automations.models import Decision, Rule, Run
from inbox.delivery.models import Outbound

SPAN = timedelta(days=7)
GIVEN_UP = (Outbound.State.FAILED, Outbound.State.EXPIRED)
# The contact said something after the rule had answered, in the same conversation.
WROTE_AGAIN = Q(thread__last_contact_at__gt=F("at"))


@dataclass(frozen=True, slots=True)
class Week:
    """``replied``: after how many of the ``fired`` the contact wrote again."""

    fired: int = 0
    replied: int = 0
    to_people: int = 0
    failed: int = 0
    last_fired: datetime | None = None

    @property
    def share(self) -> int | None:
        """Percent that replied; None where nothing fired."""
        return round(100 * self.replied / self.fired) if self.fired else None

    @property
    def is_quiet(self) -> bool:
        return not (self.fired or self.to_people or self.failed)


def weeks(workspace_id: int, rules: Collection[Rule], now: datetime) -> dict[int, Week]:
    """The week of each of ``rules``, by its id."""
    ids, since = [rule.pk for rule in rules], now - SPAN
    fired = _fired(workspace_id, ids, since)
    to_people = _counted(
        Run.objects.in_workspace(workspace_id).filter(
            rule__in=ids, started_at__gte=since, ended=Run.Ended.HANDED_OFF
        )
    )
    failed = _counted(
        Outbound.objects.in_workspace(workspace_id).filter(
            rule_id__in=ids, settled_at__gte=since, state__in=GIVEN_UP
        )
    )
    last = _last_fired(workspace_id, ids)
    return {
        pk: Week(*fired.get(pk, (0, 0)), to_people.get(pk, 0), failed.get(pk, 0), last.get(pk))
        for pk in ids
    }


def _fired(workspace_id: int, ids: list[int], since: datetime) -> dict[int, tuple[int, int]]:
    decisions = Decision.objects.in_workspace(workspace_id).filter(
        rule__in=ids, at__gte=since, outcome=Decision.Outcome.FIRED
    )
    rows = decisions.values_list("rule").annotate(
        fired=Count("pk"), replied=Count("pk", filter=WROTE_AGAIN)
    )
    return {rule: (fired, replied) for rule, fired, replied in rows.order_by()}


def _counted(rows: QuerySet[Run] | QuerySet[Outbound]) -> dict[int, int]:
    return dict(rows.order_by().values_list("rule_id").annotate(Count("pk")))


def _last_fired(workspace_id: int, ids: list[int]) -> dict[int, datetime]:
    """One look at the index for each rule, however often it fired."""
    newest = Decision.everywhere.filter(rule=OuterRef("pk"), outcome=Decision.Outcome.FIRED)
    rules = Rule.objects.in_workspace(workspace_id).filter(pk__in=ids)
    at = Subquery(newest.order_by("-at").values("at")[:1])
    rows = rules.annotate(last=at).values_list("pk", "last")
    return {rule: last for rule, last in rows if last is not None}
