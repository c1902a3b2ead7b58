"""Which failures can be sent again now, so that a button says how many (OPS-4)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import Enum, auto

from inbox.delivery.failures.scope import Sends
from inbox.delivery.models import Outbound
from inbox.delivery.retrying import MAY_PASS, can_retry
from inbox.threads.models import Thread
from inbox.threads.window import State

AT_ONCE = 500  # messages that one press acts on, the newest first


class Chance(Enum):
    """Whether a failure can be sent again, or what stands in the way."""

    GOOD = auto()
    CLOSED = auto()  # its window is closed
    TAKEN = auto()  # a person has the conversation, so automations are silent in it
    NONE = auto()  # the same again would fail again

    @classmethod
    def of(cls, outbound: Outbound, thread: Thread, now: datetime) -> Chance:
        """Needs the account of both and the thread's open comment. The guard decides in the end."""
        if outbound.state == Outbound.State.EXPIRED:
            return cls.CLOSED
        gone = outbound.author == Outbound.Author.PERSON and outbound.member_id is None
        if gone or not can_retry(outbound):
            return cls.NONE
        if not _may_go(outbound, thread, now):
            return cls.CLOSED
        by_rule = outbound.author == Outbound.Author.AUTOMATION
        return cls.TAKEN if by_rule and thread.handler == Thread.Handler.HUMAN else cls.GOOD


def count(failures: Sends, now: datetime) -> int:
    """How many of the newest AT_ONCE of ``failures`` can be sent again."""
    able = failures.filter(state=Outbound.State.FAILED, reason__in=MAY_PASS)
    return reckon(able[:AT_ONCE], now)[Chance.GOOD]


def reckon(failures: Sends, now: datetime) -> Counter[Chance]:
    """How many of ``failures`` there are of each chance."""
    found = failures.select_related("account", "thread__account", "thread__open_comment")
    return Counter(Chance.of(each, each.thread, now) for each in found)


def _may_go(outbound: Outbound, thread: Thread, now: datetime) -> bool:
    if outbound.kind == Outbound.Kind.PUBLIC_REPLY:
        return True
    if outbound.kind == Outbound.Kind.PRIVATE_REPLY:
        return outbound.window_ends_at is None or outbound.window_ends_at > now
    # What was not written under the tag does not get it here: that is its author's to decide.
    state = thread.window(now).state
    return state is State.OPEN or (state is State.HUMAN_AGENT and bool(outbound.tag))
