"""One sandbox: its store and clock, and everything that lives on them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx

from .accounts import Account, Accounts
from .clock import Clock, SystemClock
from .faults import Faults
from .files import Files
from .hub import Hub
from .limits import Limits
from .log import Log
from .mints import Mints
from .people import People
from .schema import AGED
from .settings import Settings
from .store import Store
from .webhooks.courier import Courier
from .webhooks.wire import Event

# Switches of the whole sandbox, with their usual position.
WORLD_OPTIONS: dict[str, Any] = {
    "code_exchange": "flat",  # or "data": the documented wrapping
}


class World:
    """``start()`` opens the store and begins to deliver; nothing touches disk before it."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        http: Callable[[], httpx.AsyncClient] = lambda: httpx.AsyncClient(trust_env=False),
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.hub = Hub()
        self._client = http

    async def start(self) -> None:
        self.store = Store(self.settings.database)
        self.mints = Mints()
        # By (account, scoped id): until when the business is typing, and when it last looked.
        self.typing: dict[tuple[str, str], int] = {}
        self.looked: dict[tuple[str, str], int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.accounts = Accounts(self.store, self.clock, self.mints)
        self.people = People(self.store, self.clock, self.mints)
        self.faults = Faults(self.store)
        self.limits = Limits(self.clock)
        self.log = Log(self.store, self.clock, self.hub)
        self.http = self._client()
        self.files = Files(self.store, self.clock, self.mints, self.settings.url, self.http)
        self.courier = Courier(self.store, self.settings, self.faults, self.log, self._batch)
        await self.courier.start(self.http)

    async def stop(self) -> None:
        self.hub.close()
        for task in list(self._tasks):
            task.cancel()
        await self.courier.stop()
        await self.http.aclose()
        self.store.close()

    def notify(self, account: Account, family: str, body: dict[str, Any], **how: Any) -> list[int]:
        """Send an event about this account, if the app hears it; the delivery numbers."""
        if family == "changes" and account.option("webhook_style") == "flat":
            family = "flat"
        subscribed = account.subscribed_fields is not None
        event = Event(account.ig_id, family, body)
        return self.courier.post(event, subscribed=subscribed, **how)

    def later(self, seconds: float, do: Callable[[], object]) -> None:
        """Do something after a while, unless the sandbox stops first."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            do()

        task = asyncio.create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def option(self, name: str) -> Any:
        row = self.store.one("SELECT value FROM world WHERE name = ?", name)
        return json.loads(row["value"]) if row else WORLD_OPTIONS[name]

    def set_options(self, options: dict[str, Any]) -> None:
        for name, value in options.items():
            if name not in WORLD_OPTIONS:
                raise ValueError(f"There is no option called {name!r}")
            self.store.run("REPLACE INTO world VALUES (?, ?)", name, json.dumps(value))

    def age(self, milliseconds: int) -> None:
        """Move every stored time into the past: windows close and tokens expire by themselves."""
        with self.store.transaction():
            for table, column in AGED:
                self.store.run(f"UPDATE {table} SET {column} = {column} - ?", milliseconds)  # noqa: S608
        self.limits.age(milliseconds)
        self.hub.say("aged", hours=milliseconds / 3_600_000)

    def empty(self, seed: int | None = None) -> None:
        """Forget everything; with a seed, the ids that follow are always the same."""
        self.store.empty()
        self.faults.forget()
        self.limits.empty()
        self.typing.clear()
        self.looked.clear()
        self.mints.seed(seed)
        self.hub.say("reset")

    def _batch(self, ig_id: str) -> int:
        account = self.accounts.get(ig_id)
        return int(account.option("webhook_batch")) if account else 1
