"""How a lane is woken: a due time in the database, and a task that says so to a worker.

The task is only a bell: when one is lost, the tick rings again within a second.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import redis
import structlog
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import KombuError

from inbox.accounts.models import Account
from inbox.celery import app
from inbox.delivery.models import Lane

log = structlog.get_logger(__name__)
TASK = "inbox.delivery.tasks.serve_lane"  # by name: it imports this module
QUEUE = "lanes"
BELLS_AT_ONCE = 500


def wake(account_id: int) -> None:
    """There is something new to send for the account. Call it after the commit."""
    asleep = Q(wakes_at=None) | Q(wakes_at__gt=Now())
    woken = Lane.everywhere.filter(asleep, account=account_id).update(wakes_at=Now())
    if not woken and Lane.everywhere.filter(account=account_id).exists():
        return  # it is due already: the bell has rung
    if not woken:
        _open(account_id)
    ring(account_id)


def ring(account_id: int, wait: timedelta = timedelta(0)) -> None:
    """Have a worker serve the lane after ``wait``. Too many bells do no harm, a lost one little."""
    try:
        app.send_task(TASK, [account_id], countdown=wait.total_seconds(), expires=30, retry=False)
    except (KombuError, redis.RedisError, OSError) as error:
        log.warning("lane not rung, the tick will", account=account_id, error=repr(error))


def wake_due() -> int:
    """Ring for each lane whose time has come and whose lease is free; for how many.

    When many bells wait to be heard already, the rest is left to the next tick: ringing again for
    lanes that workers have not come to yet would only keep the workers busy.
    """
    room = BELLS_AT_ONCE - _unheard()
    if room <= 0:
        return 0
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Lane.everywhere.filter(free, wakes_at__lte=Now()).order_by("wakes_at")
    account_ids = list(due.values_list("account_id", flat=True)[:room])
    for account_id in account_ids:
        ring(account_id)
    return len(account_ids)


def _unheard() -> int:
    """How many bells no worker has heard yet; 0 when that cannot be told."""
    try:
        with app.pool.acquire(block=True, timeout=1) as broker:
            return _length(broker)
    except (KombuError, redis.RedisError, OSError):
        return 0


def _length(broker: Any) -> int:
    try:
        return int(broker.default_channel.queue_declare(QUEUE, passive=True).message_count)
    except broker.channel_errors:
        return 0  # nobody has rung yet


def _open(account_id: int) -> None:
    """Make the account's lane, due at once; a colleague may be doing the same."""
    workspace_id = Account.everywhere.values_list("workspace_id", flat=True).get(pk=account_id)
    lane = Lane(workspace_id=workspace_id, account_id=account_id, wakes_at=timezone.now())
    Lane.everywhere.bulk_create([lane], ignore_conflicts=True)
