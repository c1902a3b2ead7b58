"""A sandbox of its own for tests that only need one to answer."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from inbox.local import ports


@pytest.fixture(scope="session")
def demo_sandbox() -> Iterator[str]:
    """The address of a running sandbox with nothing in it."""
    port = ports.free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "integrations.sandbox.site:application"]
    env = os.environ | {"SANDBOX_URL": url, "SANDBOX_DB": ":memory:"}
    process = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"], env=env)
    try:
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    with requests.Session() as session:
        session.trust_env = False
        while True:
            try:
                session.get(f"{url}/control/health", timeout=2).raise_for_status()
                return
            except requests.RequestException:
                assert time.monotonic() < deadline, "the sandbox did not start"
                time.sleep(0.05)
