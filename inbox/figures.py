"""Figures about the whole installation, by ids only. Each is one query that stays cheap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from inbox import heartbeat
from inbox.accounts.models import Account
from inbox.delivery.models import Lane, Outbound
from integrations.meta.models import Delivery, Event

RECENT = 10_000  # messages; outcomes are of the newest so many, however many there ever were


class Figures(Collector):
    """Everything Prometheus is told, counted when it asks."""

    def collect(self) -> Iterator[Metric]:
        yield from _intake()
        yield from _outbox()
        yield from _outcomes()
        yield from _accounts()
        yield from _signs_of_life()


def oldest_delivery() -> datetime | None:
    """When the webhook that has waited longest for the intake arrived; None when none waits."""
    waiting = Delivery.objects.filter(processed_at__isnull=True).order_by("id")
    return waiting.values_list("received_at", flat=True).first()


def most_overdue_lane() -> datetime | None:
    """Since when the longest forgotten lane is due; None when all are served or asleep."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Lane.everywhere.filter(free, wakes_at__lte=Now()).order_by("wakes_at")
    return due.values_list("wakes_at", flat=True).first()


def _intake() -> Iterator[Metric]:
    waiting = Delivery.objects.filter(processed_at__isnull=True).count()
    yield _gauge("intake_waiting", "Webhooks stored and not yet processed.", waiting)
    age = _seconds_since(oldest_delivery())
    yield _gauge("intake_oldest_seconds", "How long the oldest of them has waited.", age)
    aside = Event.everywhere.filter(outcome__in=["set_aside", "unknown", "waiting"])
    counted = aside.values_list("outcome").annotate(Count("pk")).order_by()
    family = GaugeMetricFamily("handoff_events", "Events that need a look.", labels=["outcome"])
    for outcome, count in counted:
        family.add_metric([outcome], count)
    yield family


def _outbox() -> Iterator[Metric]:
    labels = ["account"]
    depth = GaugeMetricFamily("handoff_outbox_waiting", "Messages that wait.", labels=labels)
    oldest = GaugeMetricFamily("handoff_outbox_oldest_seconds", "The longest wait.", labels=labels)
    # By id, not by time: the lane's index answers it without reading a waiting row.
    waiting = Outbound.everywhere.filter(state=Outbound.State.QUEUED).values_list("account_id")
    counted = list(waiting.annotate(Count("pk"), Min("pk")).order_by("account_id"))
    since = dict(
        Outbound.everywhere.filter(pk__in=[first for _, _, first in counted]).values_list(
            "pk", "created_at"
        )
    )
    for account, count, first in counted:
        depth.add_metric([str(account)], count)
        oldest.add_metric([str(account)], _seconds_since(since.get(first)))
    yield depth
    yield oldest
    lag = _seconds_since(most_overdue_lane())
    yield _gauge("lane_lag_seconds", "How long the most overdue lane has been due.", lag)


def _outcomes() -> Iterator[Metric]:
    newest = Outbound.everywhere.order_by("-pk").values("pk")[:RECENT]
    counted = (
        Outbound.everywhere.filter(pk__in=newest)
        .values_list("state", "reason")
        .annotate(Count("pk"))
        .order_by("state", "reason")
    )
    words = f"The newest {RECENT} messages by state and reason."
    family = GaugeMetricFamily("handoff_outbound_recent", words, labels=["state", "reason"])
    for state, reason, count in counted:
        family.add_metric([state, reason], count)
    yield family


def _accounts() -> Iterator[Metric]:
    counted = Account.everywhere.values_list("status").annotate(Count("pk")).order_by("status")
    family = GaugeMetricFamily("handoff_accounts", "Instagram accounts.", labels=["status"])
    for status, count in counted:
        family.add_metric([status], count)
    yield family


def _signs_of_life() -> Iterator[Metric]:
    words = "Seconds since a queue's worker, or the tick, was last heard."
    family = GaugeMetricFamily("handoff_last_heard_seconds", words, labels=["who"])
    try:
        heard = heartbeat.ages()
    except RedisError:
        return  # without Redis there is nothing to tell; /readyz says so
    for who, age in heard.items():
        if age is not None:
            family.add_metric([who], age)
    yield family


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"handoff_{name}", words, value=value)


def _seconds_since(moment: datetime | None) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0
