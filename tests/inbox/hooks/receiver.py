"""Somebody else's system on a local port: it keeps what it is sent and answers as told."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DEADLINE = 20.0  # seconds that a test waits for a call


@dataclass
class Says:
    """An answer. ``before`` runs first; ``write`` takes the place of answering."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    write: Callable[[BaseHTTPRequestHandler], object] | None = None


@dataclass(frozen=True)
class Got:
    """A call as it came in."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)

    def is_signed_with(self, secret: str) -> bool:
        """As docs/webhooks.md says, without a line of ours."""
        parts = [part.split("=", 1) for part in self.headers["X-Handoff-Signature"].split(",")]
        times = [value for name, value in parts if name == "t"]
        marks = [value for name, value in parts if name == "v1"]
        signed = times[0].encode() + b"." + self.raw
        wanted = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return any(hmac.compare_digest(mark, wanted) for mark in marks)


class Receiver:
    """Answers in the order of ``says``; without one left, 200 and nothing."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.says: deque[Says] = deque()
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/hooks"

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.got) >= count, DEADLINE)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _take(self, got: Got) -> Says:
        with self._changed:
            self.got.append(got)
            self._changed.notify_all()
            return self.says.popleft() if self.says else Says()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                says = receiver._take(Got(self.path, dict(self.headers), raw))
                says.before()
                if says.write:
                    says.write(self)
                    return
                self.send_response(says.status)
                for name, value in says.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(says.body)))
                self.end_headers()
                self.wfile.write(says.body)

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    self.close_connection = True  # the caller has heard enough

            def log_message(self, *_: object) -> None:
                """The test's output stays its own."""

        return Handler
