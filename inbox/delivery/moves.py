"""How an outbound message goes from state to state; nothing else changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from inbox.delivery.grants import point_at_open_comment
from inbox.delivery.models import Outbound, Reason
from inbox.threads.changes import Change, announce

State = Outbound.State

EDGES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.FAILED, State.EXPIRED, State.WITHDRAWN}),
    State.SENDING: frozenset(
        {State.QUEUED, State.SENT, State.DELIVERED, State.FAILED, State.UNKNOWN}
    ),
    State.UNKNOWN: frozenset({State.DELIVERED, State.SEEN, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.SEEN}),
    State.DELIVERED: frozenset({State.SEEN}),
    State.SEEN: frozenset(),
    State.FAILED: frozenset(),
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
PENDING = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN})


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

    One conditional UPDATE decides, so two who move it at once can't both succeed. ``reason`` and
    ``detail`` replace what was there; ``fields`` are written with it. A private reply that is given
    up hands its comment back, so the caller holds the thread's lock then.
    """
    fields |= {"state": state, "reason": reason or "", "detail": detail}
    if due_at is not None:
        fields["due_at"] = due_at
    if state in PENDING:
        fields["settled_at"] = None
    elif outbound.settled_at is None:
        fields["settled_at"] = timezone.now()
    origins = [origin for origin, targets in EDGES.items() if state in targets]
    if not Outbound.everywhere.filter(pk=outbound.pk, state__in=origins).update(**fields):
        raise IllegalMove(f"outbound {outbound.pk} is not in a state that leads to {state}")
    for name, value in fields.items():
        setattr(outbound, name, value)
    if state in Outbound.GIVEN_UP and outbound.kind == Outbound.Kind.PRIVATE_REPLY:
        point_at_open_comment(outbound.thread_id)
    announce([change_of(outbound)])


def change_of(outbound: Outbound) -> Change:
    """What those who look at the thread must hear when ``outbound`` changed."""
    return Change(outbound.workspace_id, outbound.thread_id, (f"message-{outbound.message_id}",))
