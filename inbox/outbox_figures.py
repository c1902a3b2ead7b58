"""Figures about what goes out: the queue, the lanes, the limits, and how calls end.

Each is one query or one round trip, over what waits or over a bounded newest part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Now
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from redis.exceptions import RedisError

from inbox.accounts.models import Account
from inbox.delivery.models import Attempt, Lane, Outbound, Reason
from inbox.delivery.pacing import Limits
from inbox.delivery.pacing.tally import tallies

RECENT = 10_000  # messages or calls; outcomes are of the newest so many, however many there were
MOST_ACCOUNTS = 1_000  # whose limits are told
UNMAPPED_FOR, MOST_UNMAPPED = timedelta(days=1), 1_000
CLASSES = {each.value: each.name.lower() for each in Outbound.Priority}


def collect() -> Iterator[Metric]:
    """Everything about what goes out."""
    yield from _waiting()
    yield from _lanes()
    yield from _budgets()
    yield from _outcomes()
    yield from _unsure()


def most_overdue_lane() -> datetime | None:
    """Since when the longest forgotten lane is due; None when all are served or asleep."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Lane.everywhere.filter(free, wakes_at__lte=Now()).order_by("wakes_at")
    return due.values_list("wakes_at", flat=True).first()


def longest_call() -> datetime | None:
    """Since when the longest call that nobody has ended is under way; None when there is none."""
    in_flight = Outbound.everywhere.filter(state=Outbound.State.SENDING)
    calls = in_flight.filter(attempts__outcome=Attempt.Outcome.UNDER_WAY)
    began: datetime | None = calls.aggregate(began=Min("attempts__started_at"))["began"]
    return began


def _waiting() -> Iterator[Metric]:
    labels = ["account", "class"]
    depth = GaugeMetricFamily("handoff_outbox_waiting", "Messages that wait.", labels=labels)
    oldest = GaugeMetricFamily("handoff_outbox_oldest_seconds", "The longest wait.", labels=labels)
    counts: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], int] = {}
    # Apart, and by id instead of time: an index answers without reading a waiting row.
    for later in (False, True):
        queued = Outbound.everywhere.filter(
            state=Outbound.State.QUEUED, due_at__isnull=not later
        ).values_list("account_id", "priority")
        for account, priority, count, lowest in queued.annotate(Count("pk"), Min("pk")).order_by():
            place = account, priority
            counts[place] += count
            first[place] = min(lowest, first.get(place, lowest))
    rows = Outbound.everywhere.filter(pk__in=first.values()).values_list("pk", "created_at")
    since = dict(rows)
    for (account, priority), count in sorted(counts.items()):
        names = [str(account), CLASSES[priority]]
        depth.add_metric(names, count)
        oldest.add_metric(names, seconds_since(since.get(first[account, priority])))
    yield depth
    yield oldest


def _lanes() -> Iterator[Metric]:
    words = "How long the most overdue lane has been due."
    yield GaugeMetricFamily(
        "handoff_lane_lag_seconds", words, value=seconds_since(most_overdue_lane())
    )
    words = "How long the longest call has been under way."
    yield GaugeMetricFamily(
        "handoff_call_longest_seconds", words, value=seconds_since(longest_call())
    )
    words = "Lanes that wait because the platform asked, or its answers were bad."
    held = GaugeMetricFamily("handoff_lanes_held", words, labels=["reason"])
    counted = Lane.everywhere.filter(held_until__gt=Now()).values_list("held_because")
    for reason, count in counted.annotate(Count("pk")).order_by("held_because"):
        held.add_metric([reason], count)
    yield held


def _budgets() -> Iterator[Metric]:
    """What the limits have used up; without Redis there is nothing to tell."""
    now = timezone.now()
    labels = ["account", "limit"]
    used = GaugeMetricFamily("handoff_limit_used", "What counts now.", labels=labels)
    allowed = GaugeMetricFamily("handoff_limit_allowed", "0: no limit.", labels=labels)
    words = "Percent of the platform's own limit, where it was told lately."
    usage = GaugeMetricFamily("handoff_platform_usage_percent", words, labels=["account"])
    connected = Account.everywhere.filter(status=Account.Status.CONNECTED)
    known = list(connected.defer("token").order_by("pk")[: MOST_ACCOUNTS + 1])
    told = known[:MOST_ACCOUNTS]
    left_out = connected.count() - len(told) if len(known) > MOST_ACCOUNTS else 0
    try:
        found = tallies([account.pk for account in told], now)
    except RedisError:
        found, left_out = {}, left_out + len(told)
    for account in told if found else []:
        tally, limits = found[account.pk], Limits.of(account, now)
        for name, count, limit in (
            ("messages_per_hour", tally.hour, limits.per_hour),
            ("private_replies_per_hour", tally.replies, limits.replies_per_hour),
            ("people_per_day", tally.people, limits.people_per_day),
            ("calls_per_hour", tally.calls, limits.calls_per_hour),
        ):
            used.add_metric([str(account.pk), name], count)
            allowed.add_metric([str(account.pk), name], limit)
        if tally.usage is not None:
            usage.add_metric([str(account.pk)], tally.usage)
    yield from (used, allowed, usage)
    words = "Connected accounts whose limits are not told here: too many, or Redis is away."
    yield GaugeMetricFamily("handoff_limits_left_out", words, value=left_out)


def _outcomes() -> Iterator[Metric]:
    words = f"The newest {RECENT} messages by state and reason."
    messages = GaugeMetricFamily("handoff_outbound_recent", words, labels=["state", "reason"])
    newest = Outbound.everywhere.order_by("-pk").values("pk")[:RECENT]
    counted = Outbound.everywhere.filter(pk__in=newest).values_list("state", "reason")
    for state, reason, count in counted.annotate(Count("pk")).order_by("state", "reason"):
        messages.add_metric([state, reason], count)
    yield messages
    words = f"The newest {RECENT} calls by how they ended."
    calls = GaugeMetricFamily("handoff_attempts_recent", words, labels=["outcome"])
    latest = Attempt.everywhere.order_by("-pk").values("pk")[:RECENT]
    ended = Attempt.everywhere.filter(pk__in=latest).values_list("outcome")
    for outcome, count in ended.annotate(Count("pk")).order_by("outcome"):
        calls.add_metric([outcome], count)
    yield calls


def _unsure() -> Iterator[Metric]:
    """What somebody should look at: strange errors, and messages that nobody is sure of."""
    words = f"Errors of the last day that are in no table, of {MOST_UNMAPPED} at most."
    strange = GaugeMetricFamily("handoff_unmapped_errors", words, labels=["code", "subcode"])
    since = timezone.now() - UNMAPPED_FOR
    unmapped = Attempt.everywhere.filter(unmapped=True, started_at__gt=since)
    newest = unmapped.order_by("-started_at").values_list("code", "subcode")[:MOST_UNMAPPED]
    for codes, count in sorted(Counter(newest).items(), key=str):
        strange.add_metric(["" if code is None else str(code) for code in codes], count)
    yield strange
    words = "Messages that may have arrived: to be checked, or for a person to tell."
    unknown = GaugeMetricFamily("handoff_unknown", words, labels=["waits_for"])
    unsure = Outbound.everywhere.filter(state=Outbound.State.UNKNOWN)
    for_person = unsure.filter(
        reason=Reason.OUTCOME_UNKNOWN, check_due_at__isnull=True, handled_at__isnull=True
    )
    unknown.add_metric(["check"], unsure.filter(check_due_at__isnull=False).count())
    unknown.add_metric(["person"], for_person.count())
    yield unknown
    overdue = unsure.filter(check_due_at__lt=Now(), account__status=Account.Status.CONNECTED)
    first = overdue.aggregate(first=Min(F("check_due_at")))["first"]
    words = "How long the most overdue check of them has been due."
    yield GaugeMetricFamily("handoff_unknown_overdue_seconds", words, value=seconds_since(first))


def seconds_since(moment: datetime | None) -> float:
    """0 for no moment and for one to come."""
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0
