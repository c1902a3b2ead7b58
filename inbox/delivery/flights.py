"""Calls under way: each lane has several in the air, over kept-alive connections.

Limits decide how many calls begin. The ceilings here bound how many can be left with an unknown
outcome when a process dies.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from queue import Empty, SimpleQueue

import structlog
from django.db import connections
from django.utils.translation import gettext as _

from inbox.accounts.models import Account
from inbox.delivery.channels import Sent, adapter_for
from inbox.delivery.errors import Report, Retryable, SendError, Unknown
from inbox.delivery.guard import Allowed
from inbox.delivery.models import Attempt, Reason

log = structlog.get_logger(__name__)
OF_A_LANE = 32
OF_A_PROCESS = 64
HANGS = timedelta(seconds=1)  # 0.15 s is normal
# A call that has not begun by then is not made: its worker was asleep, and another may have asked
# the platform for the message meanwhile and found none (F-4).
STARTS_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is committed and has to be made; ``name`` is pacing's for it."""

    account: Account
    thread_id: int
    attempt: Attempt
    allowed: Allowed
    name: str


@dataclass(frozen=True, slots=True)
class Landing:
    """A call that is over, and how it ended."""

    call: Call
    answer: Sent | SendError


class Flights:
    """The calls of one lane that are in the air; used by the one thread that serves it.

    It begins with one call at a time, twice as many after each good answer, and with one again
    after any other: what the platform refuses is learned from one call, not from thirty.
    """

    def __init__(self) -> None:
        self._landed: SimpleQueue[Landing] = SimpleQueue()
        self._since: dict[str, float] = {}
        self._ceiling = 1

    def __len__(self) -> int:
        return len(self._since)

    @property
    def room(self) -> int:
        """How many calls may begin now; none while less than half of the places are free, so that
        they begin together. What hangs takes no place from the others, up to a point."""
        under_way = len(self._since)
        free = min(self._ceiling - under_way + self._hanging(), OF_A_LANE - under_way)
        return free if 2 * free >= self._ceiling else 0

    def launch(self, calls: list[Call]) -> None:
        for call in calls:
            since = self._since[call.name] = time.monotonic()
            _pool().submit(self._fly, call, since)

    @property
    def hang(self) -> bool:
        """Whether a call has been in the air for unusually long."""
        return self._hanging() > 0

    def _hanging(self) -> int:
        now = time.monotonic()
        return sum(now - since > HANGS.total_seconds() for since in self._since.values())

    def landed(self, wait: timedelta) -> list[Landing]:
        """All that is over, waiting for the first at most so long."""
        found: list[Landing] = []
        try:
            found.append(self._landed.get(timeout=max(0.0, wait.total_seconds())))
            while True:
                found.append(self._landed.get_nowait())
        except Empty:
            pass
        for landing in found:
            del self._since[landing.call.name]
            good = isinstance(landing.answer, Sent)
            self._ceiling = min(2 * self._ceiling, OF_A_LANE) if good else 1
        return found

    def _fly(self, call: Call, since: float) -> None:
        too_late = time.monotonic() - since > STARTS_WITHIN.total_seconds()
        self._landed.put(Landing(call, _not_made() if too_late else _make(call)))


def _not_made() -> Retryable:
    return Retryable(Reason.INSTAGRAM_UNAVAILABLE, Report(_("The call could not be made in time.")))


def _make(call: Call) -> Sent | SendError:
    try:
        return adapter_for(call.account).send(call.account, call.allowed)
    except SendError as error:
        return error
    except Exception as error:  # whatever broke, the call may have left (F-4)
        log.exception("adapter broke", attempt=call.attempt.pk)
        return Unknown(Report(words=type(error).__name__))
    finally:
        connections.close_all()  # the pool's threads keep none for a query now and then


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(OF_A_PROCESS, thread_name_prefix="call")
