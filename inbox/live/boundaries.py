"""When open threads change by time alone: one timer a thread, whatever the number of its tabs.

While windows run down nothing wakes, asks or sends. When a boundary passes, the thread is rendered
once in this process and each of its tabs is told (W-7). All of it belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice

import structlog
from channels.db import database_sync_to_async

from inbox.live import pieces

log = structlog.get_logger(__name__)

AT_ONCE = 16  # threads rendered together: few enough that the first does not wait for the last
AGAIN = 5.0  # seconds until what failed is tried again

Tell = Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class _Watched:
    tabs: set[Tell] = field(default_factory=set)
    ends_at: float | None = None  # seconds since the epoch; None when nothing is awaited
    timer: asyncio.TimerHandle | None = None

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = self.ends_at = None


class Boundaries:
    """The open threads of this process, and who is to be told. ``again`` is in seconds."""

    def __init__(self, again: float = AGAIN) -> None:
        self._again = again
        self._threads: dict[int, _Watched] = {}
        self._passed: dict[int, None] = {}  # threads to render, in the order they came due
        self._flipping: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Future[list[BaseException | None]]] = set()

    def watch(self, thread_id: int, ends_at: float | None, tell: Tell) -> None:
        """Call ``tell`` with a frame whenever time changes the thread, next at ``ends_at``."""
        self._threads.setdefault(thread_id, _Watched()).tabs.add(tell)
        self._at_latest(thread_id, ends_at)

    def leave(self, thread_id: int, tell: Tell) -> None:
        """Tell this one no more; the last one takes the timer along."""
        if watched := self._threads.get(thread_id):
            watched.tabs.discard(tell)
            if not watched.tabs:
                watched.stop()
                del self._threads[thread_id]
                self._passed.pop(thread_id, None)

    def move(self, thread_id: int, ends_at: float | None) -> None:
        """The thread changed: its next boundary is another one now, or none."""
        watched = self._threads.get(thread_id)
        if watched and watched.ends_at != ends_at:
            watched.stop()
            self._at_latest(thread_id, ends_at)

    def _at_latest(self, thread_id: int, ends_at: float | None) -> None:
        """Of two readings the earlier counts: to look once too often only costs a rendering."""
        watched = self._threads[thread_id]
        if ends_at is None or (watched.ends_at is not None and watched.ends_at <= ends_at):
            return
        watched.stop()
        watched.ends_at = ends_at
        delay = max(0.0, ends_at - time.time())
        watched.timer = asyncio.get_running_loop().call_later(delay, self._ring, thread_id)

    def _ring(self, thread_id: int) -> None:
        """The timer is through. It runs by another clock, which may be ahead of the one we show."""
        watched = self._threads[thread_id]
        ends_at = watched.ends_at
        watched.stop()
        if ends_at is not None and time.time() < ends_at:
            self._at_latest(thread_id, ends_at)
            return
        self._passed[thread_id] = None
        if self._flipping is None or self._flipping.done():
            self._flipping = asyncio.create_task(self._flip())

    async def _flip(self) -> None:
        """Render what is due, some at a time, until nothing is."""
        while due := list(islice(self._passed, AT_ONCE)):
            for thread_id in due:
                del self._passed[thread_id]
            try:
                flipped = await database_sync_to_async(pieces.flips)(due)
            except Exception:
                log.exception(
                    "boundaries not shown, trying again", threads=due, seconds=self._again
                )
                flipped = dict.fromkeys(due)
            for thread_id, flip in flipped.items():
                self._after(thread_id, flip)

    def _after(self, thread_id: int, flip: pieces.Flip | None) -> None:
        """Tell the tabs, each in its own time: a slow one holds up nobody."""
        watched = self._threads.get(thread_id)
        if watched is None:  # everybody left meanwhile
            return
        if flip is None:
            self._at_latest(thread_id, time.time() + self._again)
            return
        self._at_latest(thread_id, flip.ends_at)
        telling = asyncio.gather(
            *(tell(flip.text) for tell in watched.tabs), return_exceptions=True
        )  # one that fails belongs to a socket that is closing
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)


boundaries = Boundaries()
