"""A breaker for each account: what troubles its calls makes its lane wait, longer each time (L-8).

It opens at once when the platform asks to slow down, and after a few calls in a row without a good
answer. While it is open nothing goes; then one call asks whether the trouble is over.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from inbox.delivery.channels import Sent
from inbox.delivery.errors import Hold, Retryable, SendError, Unknown
from inbox.delivery.models import Lane, Outbound, Reason
from inbox.delivery.moves import change_of
from inbox.threads.changes import announce

log = structlog.get_logger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=10)
OPENS_AT = 3  # calls in a row without a good answer
FIRST_PAUSE = timedelta(seconds=1)
TOLD_AT_ONCE = 200  # threads whose open pages hear at once why their messages wait


def note(account_id: int, answers: Sequence[Sent | SendError], now: datetime) -> None:
    """Count what ``answers`` say about the platform, and hold the account's lane if they ask it."""
    lanes = Lane.everywhere.filter(account=account_id)
    troubles = [answer for answer in answers if _is_trouble(answer)]
    if not troubles:
        lanes.filter(troubles__gt=0).update(troubles=0, held_because="", held_words="")
        return
    calm = len(troubles) < len(answers)  # others got a good answer at the same time
    lanes.update(troubles=len(troubles) if calm else F("troubles") + len(troubles))
    in_a_row = lanes.values_list("troubles", flat=True).get()
    pauses = [(_pause(trouble, in_a_row), trouble) for trouble in troubles]
    wait, worst = max(pauses, key=lambda pause: pause[0])
    if wait:
        hold(account_id, now + wait, _because(worst), _words(worst))


def hold(account_id: int, until: datetime, because: Reason, words: str) -> None:
    """Nothing of the account goes before ``until``; pages that show what waits say why.

    A hold that lasts longer stays as it is.
    """
    lanes = Lane.everywhere.filter(account=account_id).exclude(held_until__gt=until)
    if not lanes.update(held_until=until, held_because=because, held_words=words):
        return
    log.info("lane held", account=account_id, until=until.isoformat(), because=because)
    tell_waiting(account_id)


def tell_waiting(account_id: int) -> None:
    """Have pages show again what waits for the account, the newest first and not all of it."""
    waiting = Outbound.everywhere.filter(account=account_id, state=Outbound.State.QUEUED)
    newest = waiting.order_by("-pk").only("workspace_id", "thread_id", "message_id")
    announce([change_of(outbound) for outbound in newest[:TOLD_AT_ONCE]])


def growing_wait(tries: int, first: timedelta = FIRST_WAIT) -> timedelta:
    """5 s, 10 s, 20 s … up to 10 minutes, each up to a fifth shorter or longer by chance."""
    wait = min(first * 2 ** min(max(tries, 1) - 1, 10), LONGEST_WAIT)
    chance = random.uniform(0.8, 1.2)  # noqa: S311  # spreads load, guards no secret
    return timedelta(seconds=wait.total_seconds() * chance)


def _is_trouble(answer: Sent | SendError) -> bool:
    """Whether the platform did not do its part; a refusal of one message is an answer like any."""
    if isinstance(answer, Hold):
        return not answer.reconnect
    if isinstance(answer, Retryable):
        return answer.reason == Reason.INSTAGRAM_UNAVAILABLE
    return isinstance(answer, Unknown)


def _pause(trouble: Sent | SendError, in_a_row: int) -> timedelta:
    if isinstance(trouble, Hold):
        return trouble.retry_after or growing_wait(in_a_row)
    if in_a_row < OPENS_AT:
        return timedelta(0)
    return growing_wait(in_a_row - OPENS_AT + 1, FIRST_PAUSE)


def _because(worst: Sent | SendError) -> Reason:
    return worst.reason if isinstance(worst, Hold) else Reason.INSTAGRAM_UNAVAILABLE


def _words(worst: Sent | SendError) -> str:
    return worst.report.words if isinstance(worst, SendError) else ""
