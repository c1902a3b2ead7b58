"""The window in SQL: the definition of ``window.py``, turned to ``last_inbound_at > now - 24 h``.

A test holds the two to each other on generated rows (W-1, W-2, W-6, W-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, CharField, DateTimeField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from inbox.accounts.channels import CHANNELS, Capabilities, Cause
from inbox.threads.models import ThreadQuerySet
from inbox.threads.window import State

ON_LIVE = Q(open_comment__context__post__kind="live")
Branch = tuple[State, Q, Combinable]
Part = Callable[[Capabilities, datetime], Iterator[Branch]]


def with_window(threads: ThreadQuerySet, now: datetime) -> ThreadQuerySet:
    """``threads`` with ``window_state``, ``window_ends_at`` (None when time changes nothing) and
    ``comment_owed``: whether a comment may still get its private reply, beside the window (W-6)."""
    branches = [branch for channel in CHANNELS for branch in _branches(channel, now)]
    comments = [branch for channel in CHANNELS for branch in _of(channel, _comment, now)]
    states = [When(holds, then=Value(state)) for state, holds, _ in branches]
    ends = [When(holds, then=ends_at) for _, holds, ends_at in branches]
    owed = [When(holds, then=state is State.COMMENT_REPLY) for state, holds, _ in comments]
    return threads.annotate(
        window_state=Case(*states, default=Value(State.LOCKED), output_field=CharField()),
        window_ends_at=Case(*ends, default=None, output_field=DateTimeField()),
        comment_owed=Case(*owed, default=False, output_field=BooleanField()),
    )


def _branches(channel: str, now: datetime) -> Iterator[Branch]:
    """What is asked of a channel's threads, in this order: the first that holds is the state."""
    for part in (_open, _human_agent, _comment):
        yield from _of(channel, part, now)


def _of(channel: str, part: Part, now: datetime) -> Iterator[Branch]:
    for state, holds, ends_at in part(CHANNELS[channel], now):
        yield state, Q(account__channel=channel) & holds, ends_at


def _open(able: Capabilities, now: datetime) -> Iterator[Branch]:
    standard = _end("last_inbound_at", able.open_for)
    if ad_lasts := able.longer.get(Cause.AD):
        from_ad = Q(account__ads_open_longer=True, last_ad_at__gt=now - ad_lasts)
        yield State.OPEN, from_ad, Greatest(standard, _end("last_ad_at", ad_lasts))
    yield State.OPEN, Q(last_inbound_at__gt=now - able.open_for), standard


def _human_agent(able: Capabilities, now: datetime) -> Iterator[Branch]:
    if lasts := able.human_agent_for:
        approved = Q(account__human_agent_approved=True, last_inbound_at__gt=now - lasts)
        yield State.HUMAN_AGENT, approved, _end("last_inbound_at", lasts)


def _comment(able: Capabilities, now: datetime) -> Iterator[Branch]:
    """Asked without a "not": a comment that names no post is on no live video either."""
    on_live, others = able.live_comment_for, able.comment_for
    is_owed = Q(open_comment__sent_at__gt=now - on_live)
    yield State.COMMENT_REPLY, ON_LIVE & is_owed, _end("open_comment__sent_at", on_live)
    yield State.LOCKED, ON_LIVE, Value(None, output_field=DateTimeField())
    is_owed = Q(open_comment__sent_at__gt=now - others)
    yield State.COMMENT_REPLY, is_owed, _end("open_comment__sent_at", others)


def _end(moment: str, lasts: timedelta) -> Combinable:
    return F(moment) + Value(lasts)
