"""The calls that this process has under way, each in a thread; the task that begins them returns.

Workers of the background queue also serve the intake, so no slow endpoint may keep one waiting.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import structlog
from django.db import connections

from inbox.hooks import sending
from inbox.hooks.models import HookCall

log = structlog.get_logger(__name__)
AT_ONCE = 32


class Pool:
    """Up to AT_ONCE calls at a time. Each that ends makes room for what is due by then."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hook")
        self._changed = threading.Condition()
        self._under_way = 0
        self._is_open = True

    def begin_due(self) -> int:
        """Begin what is due, as far as there is room; how many calls."""
        begun = 0
        with self._changed:  # so that two who look at the same time don't use the same room
            while self._is_open and (room := AT_ONCE - self._under_way):
                calls = sending.claim(room)
                if not calls:
                    break
                for call in calls:
                    self._threads.submit(self._make, call)
                self._under_way += len(calls)
                begun += len(calls)
        return begun

    def close(self, seconds: float) -> bool:
        """Begin nothing more, and wait for what is under way; whether all of it ended."""
        with self._changed:
            self._is_open = False
        return self.wait(seconds)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is under way; False when it took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, timeout=seconds)

    def _make(self, call: HookCall) -> None:
        try:
            sending.make(call)
        except Exception:  # the database is away: the lease ends, and the call is made again
            log.exception("webhook not settled", call=call.pk)
        try:
            self._make_room()
        except Exception:
            log.exception("webhooks not begun, the tick will")
        finally:
            connections.close_all()  # the threads keep none for a call now and then

    def _make_room(self) -> None:
        with self._changed:
            self._under_way -= 1
            self.begin_due()
            self._changed.notify_all()


@lru_cache(maxsize=1)
def of_this_process() -> Pool:
    return Pool()
