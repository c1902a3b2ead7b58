"""A sandbox of its own beside the tests, spoken to over HTTP as Meta would be."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import pytest
import requests

from inbox.local import ports

IG_ID, TOKEN = "17841400000000001", "T-long"
SITE = "integrations.sandbox.site:application"
START_SECONDS = 30.0


class Sandbox:
    """A running sandbox. Its webhooks go to ``webhook_url``, by itself nowhere: tests bring in
    themselves what it would say. ``site`` may put something in front of it.
    """

    def __init__(self, webhook_url: str = "", site: str = SITE) -> None:
        self.url = f"http://127.0.0.1:{ports.free_port()}"
        nowhere = f"http://127.0.0.1:{ports.free_port()}/webhooks/instagram"
        command = [sys.executable, "-m", "uvicorn", site]
        command += ["--port", self.url.rpartition(":")[2], "--log-level", "error"]
        command += ["--timeout-keep-alive", "75"]  # as `up` starts it
        env = os.environ | {"SANDBOX_URL": self.url, "SANDBOX_DB": ":memory:"}
        env |= {"SANDBOX_WEBHOOK_URL": webhook_url or nowhere}
        self._session = requests.Session()
        self._session.trust_env = False
        self._process = subprocess.Popen(command, env=env)
        self._wait_until_up()

    def open(self) -> None:
        """Empty, with the account ``bakery.demo`` and a person called Ada."""
        self.control("POST", "reset")
        self.control("POST", "accounts", username="bakery.demo", ig_id=IG_ID, token=TOKEN)
        self.control("POST", "people", username="ada.b", name="Ada Berg", igsids={IG_ID: "2001"})

    def control(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self._session.request(method, f"{self.url}/control/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def post(self, product: str = "FEED", **more: Any) -> str:
        """The id of a new publication."""
        return self.control("POST", "media", product=product, **more)["id"]

    def comment(self, media: str, text: str = "price?") -> str:
        """The id of a comment by Ada."""
        said = {"kind": "comment", "person": "ada.b", "media": media, "text": text}
        return self.control("POST", "events", **said)["comment"]

    def comments(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.control("GET", "comments")["comments"]}

    def asked(self) -> list[str]:
        """The calls that came in, as ``GET /v25.0/18000``, oldest first."""
        return [f"{one['method']} {one['path']}" for one in self.control("GET", "log")["log"]]

    def fail_next(self, **fault: Any) -> None:
        self.control("POST", "faults", **fault)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._session.close()

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._session.get(f"{self.url}/control/health", timeout=2).raise_for_status()
                return
            except requests.RequestException:
                assert time.monotonic() < deadline, "the sandbox did not start"
                time.sleep(0.05)


@pytest.fixture(scope="module")
def _sandbox_process():
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(_sandbox_process, settings):
    """A sandbox at which Graph calls arrive, with one account and one person."""
    _sandbox_process.open()
    settings.INSTAGRAM_GRAPH_URL = _sandbox_process.url
    return _sandbox_process
