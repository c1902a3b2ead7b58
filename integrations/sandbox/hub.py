"""Tells open phone pages that something changed; they ask for what they show."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

KEEP_ALIVE_SECONDS = 15.0


class Hub:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def say(self, kind: str, **what: Any) -> None:
        for queue in self._listeners:
            queue.put_nowait({"kind": kind, **what})

    async def listen(self) -> AsyncIterator[str]:
        """Server-sent events until the hub closes or the browser goes away."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event)}\n\n"
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """End every stream, so that the server can stop without waiting for browsers."""
        for queue in self._listeners:
            queue.put_nowait(None)
