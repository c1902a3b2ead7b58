"""Open tabs: a program of its own that holds many real sockets and does what it is told.

``python -m tests.bench.tabs`` reads one JSON order a line and answers each with one line. It runs
apart, so that holding the client's ends costs the measured process nothing.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

AT_ONCE = 50  # handshakes under way
PATIENCE = 120.0  # seconds for what should come, also on a busy machine
BESIDES = 64  # open files beyond one a tab


class Tab:
    """One socket. It keeps when each frame came; what it says is read when somebody asks."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._came: list[tuple[float, str]] = []
        self._news = asyncio.Event()
        self._hearing = asyncio.create_task(self._hear())

    async def say_open(self, thread: int | None) -> None:
        await self._socket.send(json.dumps({"open": thread}))
        if thread is not None:
            await self.frame("joined", f"thread.{thread}")

    async def frame(self, kind: str, group: str) -> float:
        """When the next such frame came; all before it are dropped."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self._came:
                    at, text = self._came.pop(0)
                    said = json.loads(text)
                    if (said["type"], said["group"]) == (kind, group):
                        return at
                self._news.clear()
                await self._news.wait()

    def drop(self) -> int:
        """Forget what came and was not asked for; says how much that was."""
        count = len(self._came)
        self._came.clear()
        return count

    async def close(self) -> None:
        await self._socket.close()
        await self._hearing

    async def _hear(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self._socket:
                self._came.append((time.time(), str(text)))
                self._news.set()


class Program:
    """Carries out orders; each gives what its answer says."""

    def __init__(self) -> None:
        self._tabs: list[Tab] = []

    async def connect(self, url: str, cookies: list[str], groups: list[str]) -> float:
        """Open a tab for each cookie; each has joined its group when this ends. Gives seconds."""
        allow_files(len(cookies) + BESIDES)
        started = time.monotonic()
        door = asyncio.Semaphore(AT_ONCE)

        async def one(cookie: str, group: str) -> Tab:
            async with door:
                headers = {"Cookie": cookie}
                origin: Any = url.replace("ws", "http", 1).rpartition("/live/")[0]
                socket = await connect(
                    url,
                    additional_headers=headers,
                    origin=origin,
                    ping_interval=None,  # browsers send none; they answer, as this does
                    close_timeout=PATIENCE,
                    proxy=None,
                )
                tab = Tab(socket)
                await tab.frame("joined", group)
                return tab

        each = zip(cookies, groups, strict=True)
        self._tabs += await asyncio.gather(*(one(*of) for of in each))
        return time.monotonic() - started

    async def open(self, threads: list[int | None]) -> float:
        """Open the n-th thread in the n-th tab; gives the seconds until all have joined."""
        started = time.monotonic()
        pairs = zip(self._tabs, threads, strict=True)
        await asyncio.gather(*(tab.say_open(thread) for tab, thread in pairs))
        return time.monotonic() - started

    async def flips(self, threads: list[int]) -> list[float]:
        """Wait until each tab was told of its thread's flip; gives when, in epoch seconds."""
        pairs = zip(self._tabs, threads, strict=True)
        return await asyncio.gather(
            *(tab.frame("pieces", f"thread.{thread}") for tab, thread in pairs)
        )

    async def drop(self) -> int:
        return sum(tab.drop() for tab in self._tabs)

    async def close(self) -> int:
        closed = len(self._tabs)
        await asyncio.gather(*(tab.close() for tab in self._tabs))
        self._tabs.clear()
        return closed


def allow_files(count: int) -> None:
    """Raise the limit of open files to what is needed, or say that the system forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and count > hard:
        raise RuntimeError(f"{count} sockets need more open files than ulimit -n allows ({hard})")
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


async def obey() -> None:
    """Read orders until the input ends."""
    program = Program()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        answer = await getattr(program, order.pop("do"))(**order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(obey())
