"""`manage.py up` as a person uses it: what it starts, says, mends, and leaves behind."""

import json
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import requests

from inbox.local import ports, state
from tests.running_stack import RunningStack, wait_until_gone

PARTS = {"postgres", "valkey", "web", "intake", "lanes", "tick"}
pytestmark = pytest.mark.xdist_group("stack")


@pytest.fixture
def up(tmp_path) -> Iterator[Callable[..., RunningStack]]:
    """Starts `manage.py up` without demo and sandbox, in one folder."""
    started = []

    def start(*options: str, **environment: str) -> RunningStack:
        chosen = ("--no-demo", "--no-sandbox", *options)
        stack = RunningStack(tmp_path / "local", *chosen, **environment)
        started.append(stack)
        return stack

    yield start
    for stack in started:
        stack.remove()


def takes_connections(stack: RunningStack) -> bool:
    try:
        psycopg.connect(state.running(stack.local_dir)["DATABASE_URL"]).close()
    except psycopg.OperationalError:
        return False
    return True


def test_everything_runs_is_found_is_mended_and_leaves_nothing(up):
    stack = up()
    stack.wait_until_up()
    assert stack.url in stack.printed()
    assert set(stack.pids()) == PARTS
    for name in ("run.json", "secrets.json"):
        assert stat.S_IMODE((stack.local_dir / name).stat().st_mode) == 0o600

    # Another terminal finds the servers, and can't start a second stack in the same folder.
    assert stack.manage("migrate", "--check").returncode == 0
    second = stack.manage("up", "--port", str(ports.free_port(together=2)))
    assert second.returncode == 1
    assert f"already runs from {stack.local_dir} at {stack.url}" in second.stderr

    crashed = stack.pids()
    for name in ("web", "intake", "valkey", "postgres"):
        psutil.Process(crashed[name]).kill()
    for name in ("web", "intake", "valkey", "postgres"):
        stack.wait_for_line(f"{name} stopped with signal 9; restarting in 1 s", 10)
    stack.wait_until(lambda: set(stack.pids()) == PARTS and stack.get("/healthz") == 200)
    stack.wait_until(lambda: takes_connections(stack))

    family, listening = stack.family(), [stack.port, *_ports(stack.local_dir)]
    assert stack.stop() == 0
    wait_until_gone(family)
    assert all(ports.is_free(port) for port in listening)
    left = {path.name for path in stack.local_dir.iterdir()}
    assert left == {"logs", "pg18", "ports.json", "secrets.json", "valkey"}
    assert not list(stack.local_dir.glob("**/*.pid"))
    assert not state.running(stack.local_dir)


def test_a_killed_supervisor_leaves_nothing_that_the_next_start_minds(up):
    killed = up()
    killed.wait_until_up()
    family = killed.family()
    killed.process.kill()
    killed.process.wait()
    if sys.platform == "linux":  # elsewhere the next start ends them
        wait_until_gone(family)
    assert killed.pids()  # its run.json is still there, and
    assert not state.running(killed.local_dir)  # nobody believes it

    again = up()
    again.wait_until_up()
    wait_until_gone(family)
    assert again.stop() == 0


def test_with_debug_off_pages_find_their_collected_files(up):
    stack = up(DEBUG="0")
    stack.wait_until_up()
    with requests.Session() as session:
        session.trust_env = False  # no proxies
        page = session.get(f"{stack.url}/accounts/login/", timeout=10)
        sheet = re.search(r"/static/css/app\.[0-9a-f]+\.css", page.text)
        assert sheet, page.text
        assert session.get(stack.url + sheet[0], timeout=10).status_code == 200


def _ports(folder: Path) -> list[int]:
    return list(json.loads((folder / "ports.json").read_text()).values())
