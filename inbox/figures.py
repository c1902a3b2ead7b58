"""Figures about the whole installation, by ids only. Each is one query that stays cheap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from inbox import heartbeat, outbox_figures
from inbox.accounts.models import Account
from inbox.outbox_figures import seconds_since
from integrations.meta.models import Delivery, Event


class Figures(Collector):
    """Everything Prometheus is told, counted when it asks."""

    def collect(self) -> Iterator[Metric]:
        yield from _intake()
        yield from outbox_figures.collect()
        yield from _accounts()
        yield from _signs_of_life()


def oldest_delivery() -> datetime | None:
    """When the webhook that has waited longest for the intake arrived; None when none waits."""
    waiting = Delivery.objects.filter(processed_at__isnull=True).order_by("id")
    return waiting.values_list("received_at", flat=True).first()


def _intake() -> Iterator[Metric]:
    waiting = Delivery.objects.filter(processed_at__isnull=True).count()
    yield _gauge("intake_waiting", "Webhooks stored and not yet processed.", waiting)
    age = seconds_since(oldest_delivery())
    yield _gauge("intake_oldest_seconds", "How long the oldest of them has waited.", age)
    aside = Event.everywhere.filter(outcome__in=["set_aside", "unknown", "waiting"])
    counted = aside.values_list("outcome").annotate(Count("pk")).order_by()
    family = GaugeMetricFamily("handoff_events", "Events that need a look.", labels=["outcome"])
    for outcome, count in counted:
        family.add_metric([outcome], count)
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
