"""Hiding and showing comments, and deleting our public replies: wished by people, tried until done.

A wish is a row. Each call may be repeated without harm, so a task that is lost, late or doubled
costs nothing: the tick finds what is due, and a claim keeps two workers from calling at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import redis
import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import KombuError

from inbox.accounts.models import Account, Member
from inbox.accounts.models.audit import AuditEntry, record
from inbox.celery import app
from inbox.delivery import outcomes, receipts
from inbox.delivery.breaker import growing_wait
from inbox.delivery.channels import moderator_for
from inbox.delivery.errors import Hold, Permanent, Report, SendError, Unknown
from inbox.delivery.guard import Refused
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Moderation, Reason
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message

log = structlog.get_logger(__name__)
Act, State = Moderation.Act, Moderation.State
TASK = "inbox.delivery.tasks.moderate"  # by name: it imports this module
CLAIM = timedelta(minutes=1)  # longer than a call can take
DUE_AT_ONCE = 200
_AUDITED = {
    Act.HIDE: AuditEntry.Action.COMMENT_HIDDEN,
    Act.SHOW: AuditEntry.Action.COMMENT_SHOWN,
    Act.DELETE: AuditEntry.Action.REPLY_DELETED,
}


@transaction.atomic
def wish(message: Message, act: Moderation.Act, member: Member) -> Moderation | Refused | None:
    """Have ``act`` done to a comment; None when that is how it is already.

    The opposite of a wish that still waits takes its place.
    """
    lock_thread(message.thread_id)
    message.refresh_from_db(fields=["external_id", "unsent_at", "hidden_at"])
    if refused := _refused(message, act):
        return refused
    now = timezone.now()
    due_at = now
    waiting = Moderation.everywhere.filter(message=message, state=State.WAITING).first()
    if waiting and waiting.act == act:
        return waiting
    if waiting:
        _settle(waiting, State.REFUSED, _("Taken back by %(who)s.") % {"who": member.name}, now)
        due_at = min(waiting.due_at, now + CLAIM)  # its call may be under way: ours goes after it
    elif act is not Act.DELETE and (act is Act.HIDE) == (message.hidden_at is not None):
        return None
    made = Moderation.everywhere.create(
        workspace_id=message.workspace_id,
        account_id=message.account_id,
        message=message,
        act=act,
        member=member,
        due_at=max(due_at, now),
    )
    subject = f"thread:{message.thread_id}"
    record(
        message.workspace_id, _AUDITED[act], subject,
        by=member, message=message.pk, comment=message.external_id,
    )  # fmt: skip
    announce([_change(message)])
    transaction.on_commit(partial(ring, made.pk))
    return made


def _refused(message: Message, act: Moderation.Act) -> Refused | None:
    """Why this cannot be wished, whatever the state of earlier wishes."""
    if message.is_on_live:
        words = _("Instagram neither hides nor deletes comments on live videos.")
        return Refused(Reason.REFUSED_HERE, "comment_on_live", words)
    if message.unsent_at:
        words = _("This comment is deleted already.")
        return Refused(Reason.REFUSED_HERE, "comment_deleted", words)
    if act is not Act.DELETE and not message.is_inbound:
        words = _("Instagram keeps your own comments visible. Delete the reply instead.")
        return Refused(Reason.REFUSED_HERE, "own_comment", words)
    if act is Act.DELETE and message.is_inbound:
        words = _("Only your own replies can be deleted here. Hide the comment instead.")
        return Refused(Reason.REFUSED_HERE, "not_ours", words)
    if message.external_id is None:
        words = _("This reply has not reached Instagram, so there is nothing to delete there.")
        return Refused(Reason.REFUSED_HERE, "not_sent", words)
    return None


def ring(moderation_id: int) -> None:
    """Have a worker carry the wish out. Too many bells do no harm, a lost one little."""
    try:
        app.send_task(TASK, [moderation_id], expires=30, retry=False)
    except (KombuError, redis.RedisError, OSError) as error:
        log.warning("moderation not rung, the tick will", id=moderation_id, error=repr(error))


def ring_where_due() -> None:
    """The tick's part: wishes whose time has come, of accounts that can be spoken for."""
    due = Moderation.everywhere.filter(
        state=State.WAITING,
        due_at__lte=timezone.now(),
        account__status=Account.Status.CONNECTED,
    )
    for moderation_id in due.order_by("due_at").values_list("pk", flat=True)[:DUE_AT_ONCE]:
        ring(moderation_id)


def carry_out(moderation_id: int) -> None:
    """Make the call of a wish that is due, and write down how it ended."""
    claimed = _claim(moderation_id)
    if claimed is None:
        return
    error: SendError | None = None
    try:
        moderator_for(claimed.account).moderate(
            claimed.account, claimed.message.external_id or "", Act(claimed.act)
        )
    except SendError as raised:
        error = raised
    except Exception as broke:  # whatever broke, the same call may be made again
        log.exception("moderator broke", id=moderation_id)
        error = Unknown(Report(words=type(broke).__name__))
    _record(claimed, error, timezone.now())


def _claim(moderation_id: int) -> Moderation | None:
    """The wish, kept from other workers for as long as a call can take; None when it is not due."""
    now = timezone.now()
    due = Moderation.everywhere.filter(
        pk=moderation_id,
        state=State.WAITING,
        due_at__lte=now,
        account__in=Account.everywhere.filter(status=Account.Status.CONNECTED),
    )
    if not due.update(due_at=now + CLAIM, tries=F("tries") + 1):
        return None
    return Moderation.everywhere.select_related("account", "message").get(pk=moderation_id)


@transaction.atomic
def _record(claimed: Moderation, error: SendError | None, now: datetime) -> None:
    message = claimed.message
    lock_thread(message.thread_id)
    claimed.refresh_from_db(fields=["state"])
    if claimed.state != State.WAITING:
        _hurry_what_replaced(message, now)
        return
    if error is None:
        _done(claimed, now)
    elif isinstance(error, Permanent):
        _settle(claimed, State.REFUSED, error.report.words, now)
    else:
        _try_again(claimed, error, now)
    announce([_change(message)])


def _done(claimed: Moderation, now: datetime) -> None:
    changes: dict[str, object] = {"hidden_at": now if claimed.act == Act.HIDE else None}
    if claimed.act == Act.DELETE:
        changes = {"unsent_at": now, "text": "", "context": {}}
        receipts.unsent([claimed.message_id])
    Message.everywhere.filter(pk=claimed.message_id).update(**changes)
    _settle(claimed, State.DONE, "", now)


def _try_again(claimed: Moderation, error: SendError, now: datetime) -> None:
    """Later, each time after a longer wait, for a day; a lost login waits for a person (A-1)."""
    words = error.report.words
    wait = growing_wait(claimed.tries)
    if isinstance(error, Hold) and error.reconnect:
        outcomes.disconnect(claimed.account_id, error.reason, words)
    elif isinstance(error, Hold):
        wait = error.retry_after or wait
    elif now + wait > claimed.created_at + outcomes.PATIENCE:
        _settle(claimed, State.REFUSED, words, now)
        return
    Moderation.everywhere.filter(pk=claimed.pk).update(due_at=now + wait, detail=words)


def _hurry_what_replaced(message: Message, now: datetime) -> None:
    """The wish was taken back during its call: what replaced it need not wait any longer."""
    waiting = Moderation.everywhere.filter(message=message, state=State.WAITING)
    waiting.update(due_at=now)
    for moderation_id in waiting.values_list("pk", flat=True):
        transaction.on_commit(partial(ring, moderation_id))


def _settle(row: Moderation, state: Moderation.State, words: str, now: datetime) -> None:
    Moderation.everywhere.filter(pk=row.pk).update(state=state, detail=words, settled_at=now)


def _change(message: Message) -> Change:
    return Change(message.workspace_id, message.thread_id, (f"message-{message.pk}",))
