"""The window in SQL: the definition of ``window.py``, turned to ``last_inbound_at > now - 24 h``.

A test holds the two to each other on generated rows (W-1, W-6, W-11).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Case, CharField, DateTimeField, F, Q, Value, When
from django.db.models.expressions import CombinedExpression

from inbox.accounts.channels import CHANNELS, Capabilities
from inbox.threads.models import ThreadQuerySet
from inbox.threads.window import State


def with_window(threads: ThreadQuerySet, now: datetime) -> ThreadQuerySet:
    """``threads`` with ``window_state`` and ``window_ends_at`` (None when time changes nothing)."""
    states = [When(opens, then=Value(state)) for state, opens, _ in _cases(now)]
    ends = [When(opens, then=ends_at) for _, opens, ends_at in _cases(now)]
    return threads.annotate(
        window_state=Case(*states, default=Value(State.LOCKED), output_field=CharField()),
        window_ends_at=Case(*ends, default=None, output_field=DateTimeField()),
    )


def _cases(now: datetime) -> list[tuple[State, Q, CombinedExpression]]:
    """What is asked, in this order: the first that holds is the state."""
    rows: list[tuple[State, Q, CombinedExpression]] = []
    for state, moment, length in _LENGTHS:
        for channel, capabilities in CHANNELS.items():
            span = length(capabilities)
            if span is None:
                continue
            holds = Q(account__channel=channel, **{f"{moment}__gt": now - span})
            if state is State.HUMAN_AGENT:
                holds &= Q(account__human_agent_approved=True)
            rows.append((state, holds, F(moment) + Value(span)))
    return rows


Length = Callable[[Capabilities], timedelta | None]
_LENGTHS: list[tuple[State, str, Length]] = [
    (State.OPEN, "last_inbound_at", lambda able: able.open_for),
    (State.HUMAN_AGENT, "last_inbound_at", lambda able: able.human_agent_for),
    (State.COMMENT_REPLY, "open_comment__sent_at", lambda able: able.comment_for),
]
