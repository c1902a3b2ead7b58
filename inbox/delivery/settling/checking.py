"""Asking the platform about messages that nobody knows to have arrived, one question at a time.

When each is due is in its row, and the tick finds it. A bell rings for an account, not for a
message: an account's questions keep apart, as the platform allows only two a second.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import redis
import structlog
from django.utils import timezone
from kombu.exceptions import KombuError

from inbox.accounts.models import Account
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.celery import app
from inbox.delivery.errors import Hold, SendError
from inbox.delivery.models import Outbound
from inbox.delivery.pacing import keys
from inbox.delivery.pacing.budget import BudgetSpent
from inbox.delivery.settling import settlement
from inbox.delivery.settling.witness import Shown, witness_for

log = structlog.get_logger(__name__)
TASK = "inbox.delivery.tasks.settle"  # by name: it imports this module
CLAIM = timedelta(minutes=1)  # longer than a call can take
ASK_LATER = timedelta(minutes=1)  # where nobody says when
APART = timedelta(milliseconds=600)  # between two questions of an account
ACCOUNTS_AT_ONCE = 500


def check_where_due() -> None:
    """The tick's part: accounts that can be spoken for and have something to ask about."""
    due = _due().filter(account__status=Account.Status.CONNECTED).order_by("account_id")
    account_ids = due.values_list("account_id", flat=True).distinct()
    for account_id in account_ids[:ACCOUNTS_AT_ONCE]:
        _ring(account_id)


def check_next(account_id: int) -> None:
    """Ask about the message of the account that has been due the longest. Safe to run twice."""
    account = Account.everywhere.filter(pk=account_id, status=Account.Status.CONNECTED).first()
    if account is None:
        return
    if not account.token:
        _put_off(account, timezone.now() + ASK_LATER)
        return
    if not _may_ask(account):
        return
    if outbound := _claim(account):
        _check(account, outbound)
    if _due().filter(account=account).exists():
        _ring(account_id, APART)


def _ring(account_id: int, wait: timedelta = timedelta(0)) -> None:
    """Have a worker ask. Too many bells do no harm, a lost one little."""
    seconds = wait.total_seconds()
    try:
        app.send_task(
            TASK, [account_id], queue="background", countdown=seconds, expires=30, retry=False
        )
    except (KombuError, redis.RedisError, OSError) as error:
        log.warning("settling not rung, the tick will", account=account_id, error=repr(error))


def _due() -> WorkspaceQuerySet[Outbound]:
    return Outbound.everywhere.filter(check_due_at__lte=timezone.now())


def _may_ask(account: Account) -> bool:
    """Whether the account's last question was long enough ago. Nobody asks without Redis."""
    name, milliseconds = keys.key(account.pk, "asked"), APART // keys.MILLISECOND
    try:
        return bool(keys.client().set(name, 1, nx=True, px=milliseconds))
    except redis.RedisError:
        return False


def _claim(account: Account) -> Outbound | None:
    """The message to ask about, kept from other workers for as long as a call can take."""
    due = _due().filter(account=account)
    first = due.order_by("check_due_at", "pk").values_list("pk", flat=True).first()
    if first is None or not due.filter(pk=first).update(check_due_at=timezone.now() + CLAIM):
        return None
    rows = Outbound.everywhere.select_related("message", "comment", "thread__contact")
    return rows.get(pk=first)


def _check(account: Account, outbound: Outbound) -> None:
    """Ask, and write down what follows; a worker that dies here leaves the claim to end."""
    shown: Shown | None = None
    try:
        shown = witness_for(account).look(account, settlement.lost(outbound))
    except BudgetSpent as spent:
        _put_off(account, spent.until)
        return
    except Hold as hold:
        if not hold.reconnect:
            _put_off(account, timezone.now() + (hold.retry_after or ASK_LATER))
            return
        log.warning("may not be read", account=account.pk, said=hold.report.words)
    except SendError as error:
        log.info("nothing told", outbound=outbound.pk, said=error.report.words)
    except Exception:  # whatever broke, the same may be asked again
        log.exception("witness broke", outbound=outbound.pk)
    settlement.record(outbound, shown, timezone.now())


def _put_off(account: Account, until: datetime) -> None:
    """Nothing of the account can be asked before; that is no answer, so it is not counted."""
    waiting = Outbound.everywhere.filter(account=account, check_due_at__lt=until)
    waiting.update(check_due_at=until)
