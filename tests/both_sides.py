"""The sandbox and the product's webhook, each behind a real server, in the process of the test.

One process has one clock: a test that moves it (time_machine) moves it for both sides alike, to
the millisecond, and can hold it still between the last check and the call. The servers go on
serving, as their loops run by the monotonic clock, which stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from django.conf import settings

from integrations.meta.webhook import Webhook
from integrations.sandbox.settings import Settings
from integrations.sandbox.site import build
from integrations.sandbox.world import World
from tests.integrations.meta.door import Door, Site, wait_until
from tests.integrations.meta.payloads import drain

Json = dict[str, Any]
PAGE = 5_000


class BothSides:
    """Everything over HTTP: what people do there, what reaches us, what we send.

    ``on_the_way`` is called when a message of ours is on its way there: what it does has happened
    before it arrives.
    """

    def __init__(self) -> None:
        self.on_the_way: Callable[[], object] = lambda: None
        self._ours = Door(Site(Webhook()))
        world = World(
            Settings(
                webhook_url=self._ours.url,
                app_id=settings.META_APP_ID,
                app_secret=settings.META_APP_SECRETS[0],
                verify_token=settings.META_VERIFY_TOKEN,
            )
        )
        self._theirs = Door(self._road(build(world)))
        self.url = f"http://127.0.0.1:{self._theirs.port}"
        self._session = requests.Session()
        self._session.trust_env = False

    def close(self) -> None:
        self._session.close()
        self._theirs.close()
        self._ours.close()

    def control(self, path: str, method: str = "POST", **body: Any) -> Json:
        """Call the sandbox's control API."""
        return self._answer(self._session.request(method, self._path(path), json=body, timeout=20))

    def read(self, path: str, **query: Any) -> Json:
        return self._answer(self._session.get(self._path(path), params=query, timeout=20))

    def rows(self, what: str, **query: Any) -> list[Json]:
        """All of ``log``, ``messages``, ``comments``, ``contacts`` or ``deliveries``."""
        return self.read(what, limit=PAGE, **query)[what]

    def take_in(self) -> None:
        """Wait until every webhook has been delivered, and process what they brought."""
        wait_until(lambda: self.read("health")["waiting"] == 0)
        drain()

    def _road(self, sandbox: Any) -> Any:
        async def road(scope: Any, receive: Any, send: Any) -> None:
            sends = scope["type"] == "http" and scope["method"] == "POST"
            if sends and scope["path"].endswith("/messages"):
                self.on_the_way()
            await sandbox(scope, receive, send)

        return road

    def _path(self, path: str) -> str:
        return f"{self.url}/control/{path}"

    @staticmethod
    def _answer(response: requests.Response) -> Json:
        assert response.status_code == 200, response.text
        return response.json()


@contextmanager
def both_sides() -> Iterator[BothSides]:
    opened = BothSides()
    try:
        yield opened
    finally:
        opened.close()
