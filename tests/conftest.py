"""What every test has: the wall around the machine, the running stack, the browser."""

import pytest

from tests import network

pytest_plugins = ["tests.running_stack", "tests.sandbox_process", "tests.browsing"]

network.build_wall()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
        if "stack" in getattr(item, "fixturenames", ()):  # one stack: one worker of xdist
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.fixture(autouse=True)
def _stays_on_this_machine():
    network.attempts.clear()
    yield
    assert not network.attempts, "a call left this machine"
