"""A Graph API of a few lines on a local port: it answers as told, and keeps what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

DEADLINE = 30.0  # seconds that a test waits for a call


@dataclass
class Answer:
    """What to say to one call. ``before`` runs first; ``hang_up`` says nothing at all."""

    status: int = 200
    body: Any = None  # None: an accepted message
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    hang_up: bool = False


@dataclass(frozen=True)
class Asked:
    """One call as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: dict[str, Any]


def error(code: int, subcode: int | None = None, status: int = 400, **more: Any) -> Answer:
    """A refusal in Meta's envelope."""
    said = {"message": "(#0) no", "type": "IGApiException", "code": code, "fbtrace_id": "A1"}
    if subcode is not None:
        said["error_subcode"] = subcode
    return Answer(status, {"error": said | more})


class GraphStandIn:
    """Answers calls in the order of ``answers``; without one left, everything is accepted."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: deque[Answer] = deque()
        self.connections = 0
        self._numbers = count(1)
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def wait_for_calls(self, number: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= number, DEADLINE)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _accepted(self, asked: Asked) -> dict[str, Any]:
        number = next(self._numbers)
        if asked.path.endswith("/replies"):
            return {"id": f"1800{number}"}
        recipient = asked.body.get("recipient", {}).get("id", "2001")
        return {"recipient_id": recipient, "message_id": f"sent-{number}"}

    def _keep(self, asked: Asked) -> Answer:
        with self._changed:
            answer = self.answers.popleft() if self.answers else Answer()
            self.asked.append(asked)
            self._changed.notify_all()
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                stand_in.connections += 1

            def do_GET(self) -> None:
                self._serve({})

            def do_DELETE(self) -> None:
                self._serve({})

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                is_json = "json" in self.headers.get("Content-Type", "")
                form = {key: values[0] for key, values in parse_qs(raw).items()}
                self._serve(json.loads(raw) if is_json else form)

            def _serve(self, body: dict[str, Any]) -> None:
                url = urlsplit(self.path)
                asked = Asked(self.command, url.path, parse_qs(url.query), dict(self.headers), body)
                answer = stand_in._keep(asked)
                answer.before()
                if answer.hang_up:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                said = stand_in._accepted(asked) if answer.body is None else answer.body
                raw = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any) -> None:
                """Tests read ``asked`` instead."""

        return Handler
