"""A Graph API that takes every message at once: how fast may a lane be against it?

A bare ASGI function under uvicorn, in a process of its own: ``application`` answers, ``Graph``
starts and stops it. It knows nothing of Meta's rules; the sandbox does, and takes its time.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from typing import Any, Self

import msgspec
import requests

from inbox.local import ports
from inbox.local.folder import REPOSITORY

START_SECONDS = 30.0
FAST = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error"]
_numbers = itertools.count(1)
_HEADERS = [(b"content-type", b"application/json")]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Takes a message and names it."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
    to = msgspec.json.decode(body)["recipient"].get("id", "") if body else ""
    said = msgspec.json.encode({"recipient_id": to, "message_id": f"sent-{next(_numbers)}"})
    length = [(b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS + length})
    await send({"type": "http.response.body", "body": said})


class Graph:
    """The process; use it with ``with``."""

    def __init__(self) -> None:
        self.port = ports.free_port()
        self.url = f"http://{ports.HOST}:{self.port}"

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "uvicorn", "tests.bench.graph:application", *FAST]
        command += ["--port", str(self.port), "--lifespan", "off"]
        self._process = subprocess.Popen(command, cwd=REPOSITORY)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError("the stand-in did not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _answers(self) -> bool:
        try:
            return requests.get(self.url, timeout=2).ok
        except requests.ConnectionError:
            return False
