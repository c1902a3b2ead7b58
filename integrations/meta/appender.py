"""Appends deliveries to the intake table: those that arrive together share one commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
import structlog

MOST_TOGETHER = 1000  # deliveries in one insert
BYTES_TOGETHER = 16 * 1024 * 1024  # a bound on one insert's memory, here and in PostgreSQL
BYTES_WAITING = 64 * 1024 * 1024  # beyond it Meta is asked to come again
SECONDS = 4.0  # Meta gives up on an answer after five
INSERT = (
    "INSERT INTO meta_delivery (body, received_at, items, error) "
    "SELECT body, received_at, 0, '' FROM unnest(%b::bytea[], %b::timestamptz[]) "
    "AS arrived(body, received_at)"
)

log = structlog.get_logger()


class NotStored(Exception):
    """The delivery is not, or not known to be, in the table."""


@dataclass(slots=True)
class Waiting:
    """A body on its way into the table."""

    body: bytes
    received_at: datetime
    stored: asyncio.Future[None]


class Appender:
    """Group commit without a timer: while one insert is under way, the next one gathers.

    One connection, made when it is needed and made anew after any fault.
    """

    def __init__(self, conninfo: Callable[[], str], stored: Callable[[], None]) -> None:
        self._conninfo = conninfo
        self._tell = stored
        self._waiting: deque[Waiting] = deque()
        self._bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection | None = None

    async def append(self, body: bytes) -> None:
        """Return once ``body`` is committed, or raise NotStored."""
        if self._bytes + len(body) > BYTES_WAITING:
            raise NotStored("too much is waiting to be stored")
        one = Waiting(body, datetime.now(UTC), asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        self._bytes += len(body)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await one.stored

    async def close(self) -> None:
        """Finish what is waiting, then hang up."""
        if self._writer:
            await asyncio.wait([self._writer], timeout=SECONDS)
        await self._hang_up()

    async def _write(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)  # lets every request that is already here join
            together = self._take()
            fault = await self._insert(together)
            for one in together:
                self._bytes -= len(one.body)
                _settle(one.stored, fault)
            if fault is None:
                self._tell()

    def _take(self) -> list[Waiting]:
        taken: list[Waiting] = []
        size = 0
        while self._waiting and len(taken) < MOST_TOGETHER and size < BYTES_TOGETHER:
            one = self._waiting.popleft()
            size += len(one.body)
            taken.append(one)
        return taken

    async def _insert(self, together: list[Waiting]) -> NotStored | None:
        """One insert, with a second try on a new connection: the old one may have died unnoticed.

        Should the first have been committed after all, the deliveries are in the table twice, and a
        repeat is harmless.
        """
        fault: Exception = NotStored()
        try:
            async with asyncio.timeout(SECONDS):
                for _ in range(2):
                    try:
                        await self._insert_once(together)
                    except (psycopg.Error, OSError) as error:
                        fault = error
                        await self._hang_up()
                    else:
                        return None
        except TimeoutError as error:
            fault = error
            await self._hang_up()
        log.error("deliveries not stored", count=len(together), error=repr(fault))
        return NotStored(repr(fault))

    async def _insert_once(self, together: list[Waiting]) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._conninfo(), autocommit=True, application_name="handoff webhook"
            )
        columns = [one.body for one in together], [one.received_at for one in together]
        await self._connection.execute(INSERT, columns)

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            with suppress(psycopg.Error, OSError):
                await connection.close()


def _settle(stored: asyncio.Future[None], fault: NotStored | None) -> None:
    if stored.done():  # whoever waited has gone
        return
    if fault:
        stored.set_exception(fault)
    else:
        stored.set_result(None)
