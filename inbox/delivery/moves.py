"""How an outbound message goes from state to state; nothing else changes its state."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from inbox.delivery import telling
from inbox.delivery.grants import point_at_open_comment
from inbox.delivery.models import Outbound, Reason
from inbox.threads.changes import Change, announce

State = Outbound.State

EDGES: dict[State, frozenset[State]] = {
    # Also what waits for a new attempt may turn out to have arrived with an earlier one (F-4).
    State.QUEUED: frozenset(
        {
            State.SENDING,
            State.SENT,
            State.DELIVERED,
            State.FAILED,
            State.EXPIRED,
            State.WITHDRAWN,
        }
    ),
    State.SENDING: frozenset(
        {State.QUEUED, State.SENT, State.DELIVERED, State.FAILED, State.UNKNOWN}
    ),
    # Settled by an echo, by a late answer, or by asking; what is proved absent waits again (F-4).
    State.UNKNOWN: frozenset({State.QUEUED, State.SENT, State.DELIVERED, State.SEEN, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.SEEN}),
    State.DELIVERED: frozenset({State.SEEN}),
    State.SEEN: frozenset(),
    State.FAILED: frozenset({State.QUEUED}),  # a person tries once more
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
PENDING = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN})
FIRST_CHECK = timedelta(seconds=5)  # the echo of what arrived is usually here before that


class IllegalMove(Exception):
    """The message is not in a state from which it could go there."""


def move(
    outbound: Outbound,
    state: State,
    *,
    reason: Reason | None = None,
    detail: str = "",
    due_at: datetime | None = None,
    **fields: Any,
) -> None:
    """Put ``outbound`` into ``state`` and tell who looks at it, or raise IllegalMove.

    One conditional UPDATE decides, so two who move it at once can't both succeed. ``reason``,
    ``detail`` and ``due_at`` replace what was there; ``fields`` are written with it. A private
    reply that is given up hands its comment back, so the caller holds the thread's lock then.
    """
    move_all([outbound], state, reason=reason, detail=detail, due_at=due_at, **fields)


def move_all(outbounds: Sequence[Outbound], state: State, **how: Any) -> None:
    """``move`` for several at once, in one statement: all of them, or none and IllegalMove."""
    if not outbounds:
        return
    fields = _fields(state, **how)
    origins = [origin for origin, targets in EDGES.items() if state in targets]
    settled_at = fields.pop("settled_at")
    settled = Coalesce("settled_at", Value(settled_at)) if settled_at else None
    rows = Outbound.everywhere.filter(pk__in=[one.pk for one in outbounds], state__in=origins)
    # One row moves or does not; of several, those that moved have to be put back.
    with transaction.atomic() if len(outbounds) > 1 else nullcontext():
        if rows.update(**fields, settled_at=settled) < len(outbounds):
            ids = ", ".join(str(one.pk) for one in outbounds)
            raise IllegalMove(f"not all of {ids} are in a state that leads to {state}")
    settled_now = [outbound for outbound in outbounds if outbound.state in PENDING]
    for outbound in outbounds:
        outbound.settled_at = (outbound.settled_at or settled_at) if settled_at else None
        for name, value in fields.items():
            setattr(outbound, name, value)
        if state in Outbound.GIVEN_UP and outbound.kind == Outbound.Kind.PRIVATE_REPLY:
            point_at_open_comment(outbound.thread_id)
    announce([change_of(outbound) for outbound in outbounds])
    telling.tell(settled_now, state)


def _fields(
    state: State,
    *,
    reason: Reason | None = None,
    detail: str = "",
    due_at: datetime | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """What the row holds in ``state``; a failure that a person saw to is a new one now."""
    now = timezone.now()
    usual: dict[str, Any] = {
        "state": state,
        "reason": reason or "",
        "detail": detail,
        "due_at": due_at,
        "settled_at": None if state in PENDING else now,
        "check_due_at": now + FIRST_CHECK if state == State.UNKNOWN else None,
        "handled_at": None,
        "handled_by": None,
    }
    if state == State.UNKNOWN:
        usual["checks"] = 0
    return usual | fields


def change_of(outbound: Outbound) -> Change:
    """What those who look at the thread must hear when ``outbound`` changed."""
    return Change(outbound.workspace_id, outbound.thread_id, (f"message-{outbound.message_id}",))
