"""The inbox alone: its web process on the tests' own database, without workers and sandbox."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
import requests
from django.db import connection
from playwright.sync_api import Page, expect

from inbox.accounts.models import Member
from inbox.local import ports
from inbox.local.folder import REPOSITORY
from tests import factories

START_SECONDS = 40.0
SERVER = ["-m", "uvicorn", "inbox.asgi:application", "--loop", "uvloop", "--http", "httptools"]
SERVER += [
    "--ws",
    "websockets-sansio",
    "--lifespan",
    "on",
    "--no-access-log",
    "--log-level",
    "error",
]


class Site:
    """A running web process; it can be cut off and come back on the same port."""

    def __init__(self, database_url: str) -> None:
        self.port = ports.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = os.environ | {
            "DATABASE_URL": database_url,
            "DEBUG": "1",  # serves what is in static/ as it is
            "PUBLIC_URL": self.url,
        }
        self.process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, *SERVER, "--port", str(self.port)]
        return subprocess.Popen(command, cwd=REPOSITORY, env=self._env)

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        with requests.Session() as session:
            session.trust_env = False
            while time.monotonic() < deadline:
                assert self.process.poll() is None, "the web process ended"
                try:
                    if session.get(f"{self.url}/healthz", timeout=5).ok:
                        return
                except requests.ConnectionError:
                    time.sleep(0.05)
        pytest.fail("the web process did not answer in time")

    def cut(self) -> None:
        self.process.kill()
        self.process.wait()

    def come_back(self) -> None:
        self.process = self._spawn()
        self.wait_until_up()


@pytest.fixture(scope="session")
def running_site(django_db_setup: None) -> Iterator[Site]:
    name = connection.settings_dict["NAME"]
    site = Site(f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}")
    try:
        site.wait_until_up()
        yield site
    finally:
        site.cut()


@pytest.fixture
def site(running_site: Site, transactional_db: None) -> Iterator[Site]:
    """Rows that a test writes are seen by the site, and gone after it."""
    yield running_site
    if running_site.process.poll() is not None:
        running_site.come_back()


@pytest.fixture
def sign_in(site: Site) -> Callable[[Page, Member], None]:
    """Signs a page in as a member, through the front door."""

    def enter(page: Page, member: Member) -> None:
        page.goto(f"{site.url}/accounts/login/")
        page.get_by_label("E-mail address").fill(member.user.email)
        page.get_by_label("Password").fill(factories.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("html[data-ready]")).to_be_attached()

    return enter
