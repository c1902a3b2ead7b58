"""How long the log is kept."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from inbox.hooks.models import Endpoint, HookCall

KEPT = timedelta(days=30)
AT_ONCE = 1_000


def sweep() -> int:
    """Delete settled calls older than KEPT, and what was removed with its log; how many calls."""
    old = HookCall.everywhere.filter(created_at__lt=timezone.now() - KEPT)
    swept = _delete(old.exclude(state=HookCall.State.WAITING))
    # A minute, so that nobody still tells it something (``listening.FRESH``).
    removed = Endpoint.everywhere.filter(removed_at__lt=timezone.now() - timedelta(minutes=1))
    for endpoint in removed.defer("secret", "old_secret"):
        calls = endpoint.calls.all()
        swept += _delete(calls.filter(leased_until=None))
        if not calls.exists():
            endpoint.delete()
    return swept


def _delete(calls: QuerySet[HookCall]) -> int:
    ids = list(calls.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    HookCall.everywhere.filter(pk__in=ids).delete()
    return len(ids)
