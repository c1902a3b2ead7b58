"""Delivers events: in order per account, again until acknowledged, across restarts."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx

from integrations.sandbox.clock import HOUR
from integrations.sandbox.faults import Faults
from integrations.sandbox.log import Entry, Log
from integrations.sandbox.settings import Settings
from integrations.sandbox.store import Store

from .wire import CONTENT, Event, envelope, signatures

GIVES_UP_AFTER = 36 * HOUR
JOINED = "SELECT * FROM deliveries WHERE state = 'waiting' AND ig_id = ?"


class Courier:
    """Uses real time throughout: ageing the world must not hurry or hold the post."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        faults: Faults,
        log: Log,
        batch_of: Callable[[str], int],
    ) -> None:
        self._store, self._settings, self._faults, self._log = store, settings, faults, log
        self._batch_of = batch_of
        self._http: httpx.AsyncClient | None = None
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._bells: dict[str, asyncio.Event] = {}
        self._tried = asyncio.Event()  # replaced after each try: whoever waits looks again
        self.paused = False

    async def start(self, http: httpx.AsyncClient) -> None:
        """Begin, with whatever an earlier run left waiting."""
        self._http = http
        waiting = self._store.all("SELECT DISTINCT ig_id FROM deliveries WHERE state = 'waiting'")
        for row in waiting:
            self.wake(row["ig_id"])

    async def stop(self) -> None:
        rounds = list(self._rounds.values())
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)
        self._rounds.clear()

    def post(self, event: Event, *, delay_ms: int = 0, subscribed: bool = True) -> list[int]:
        """Put an event in the queue, with the faults that are switched on; its delivery numbers."""
        copies = 1
        if fault := self._faults.take(event.ig_id, "duplicate_webhook"):
            copies += int(fault.options.get("copies", 1))
        if fault := self._faults.take(event.ig_id, "reorder_webhook"):
            delay_ms += int(fault.options.get("ms", 1500))
        numbers = [self._insert(event, delay_ms, subscribed) for _ in range(copies)]
        self.wake(event.ig_id)
        return numbers

    def post_raw(self, ig_id: str, body: bytes, headers: dict[str, str]) -> int:
        """Deliver these very bytes once, signed unless ``headers`` brings a signature (or none)."""
        number = self._insert(Event(ig_id, "raw", {"body": body.decode()}), 0, True, headers)
        self.wake(ig_id)
        return number

    def wake(self, ig_id: str) -> None:
        self._bells.setdefault(ig_id, asyncio.Event()).set()
        task = self._rounds.get(ig_id)
        if self._http is not None and (task is None or task.done()):
            self._rounds[ig_id] = asyncio.create_task(self._serve(ig_id))

    def pause(self, paused: bool) -> None:
        """Hold everything back, or let it go again."""
        self.paused = paused
        for ig_id in list(self._bells):
            self.wake(ig_id)

    def retry_now(self) -> None:
        """Do not wait for the next try of anything."""
        self._store.run("UPDATE deliveries SET due_at = 0 WHERE state = 'waiting'")
        for row in self._store.all("SELECT DISTINCT ig_id FROM deliveries WHERE state = 'waiting'"):
            self.wake(row["ig_id"])

    async def settled(self, numbers: list[int]) -> None:
        """Return once these deliveries have been tried at least once."""
        marks = ", ".join("?" * len(numbers))
        sql = (
            f"SELECT count(*) FROM deliveries WHERE id IN ({marks})"  # noqa: S608
            " AND attempts = 0 AND state = 'waiting'"
        )
        while self._store.value(sql, *numbers):
            await self._tried.wait()

    def _insert(
        self,
        event: Event,
        delay_ms: int,
        subscribed: bool,
        headers: dict[str, str] | None = None,
    ) -> int:
        now = _now()
        return self._store.insert(
            "deliveries",
            ig_id=event.ig_id,
            family=event.family,
            event=event.body,
            headers=headers or {},
            created_at=now,
            due_at=now + delay_ms,
            loose=int(delay_ms > 0),
            state="waiting" if subscribed else "unsubscribed",
        )

    async def _serve(self, ig_id: str) -> None:
        bell = self._bells[ig_id]
        while True:
            bell.clear()
            if self.paused:
                await bell.wait()
                continue
            batch, wait = self._next(ig_id)
            if batch:
                await self._deliver(ig_id, batch)
            elif wait is None:
                return
            else:
                await _rung(bell, wait)

    def _next(self, ig_id: str) -> tuple[list[Any], float | None]:
        """What is due now, or how many seconds until something is; None when nothing waits.

        Only the oldest in order may go; those made loose by a delay overtake and are overtaken.
        """
        first = self._store.one(JOINED + " AND loose = 0 ORDER BY id LIMIT 1", ig_id)
        loose = self._store.one(JOINED + " AND loose = 1 ORDER BY due_at, id LIMIT 1", ig_id)
        known = [row for row in (loose, first) if row is not None]
        if not known:
            return [], None
        head = min(known, key=lambda row: row["due_at"])
        wait = (head["due_at"] - _now()) / 1_000
        if wait > 0:
            return [], wait
        return ([head] if head["loose"] else self._batch(ig_id, head)), 0

    def _batch(self, ig_id: str, head: Any) -> list[Any]:
        """The head and the neighbours that travel in the same delivery."""
        size = self._batch_of(ig_id)
        if size <= 1 or head["attempts"] or head["family"] == "raw":
            return [head]
        rows = self._store.all(JOINED + " AND loose = 0 ORDER BY id LIMIT ?", ig_id, size)
        joined = []
        for row in rows:
            if row["family"] == "raw" or _group(row) != _group(head):
                break
            joined.append(row)
        return joined

    async def _deliver(self, ig_id: str, batch: list[Any]) -> None:
        sent_at = batch[0]["sent_at"] or _now()
        body = self._body(batch, sent_at)
        headers = {
            "Content-Type": "application/json",
            **signatures(body, self._settings.app_secret),
        }
        headers = {**headers, **json.loads(batch[0]["headers"])}
        started = time.perf_counter()
        status, problem = await self._try(body, {k: v for k, v in headers.items() if v})
        self._note(batch, sent_at, status, problem)
        url, text = self._settings.webhook_url, body.decode(errors="replace")
        self._log.write(Entry("webhook", ig_id, "POST", url, text, status, problem), started)

    def _body(self, batch: list[Any], sent_at: int) -> bytes:
        if batch[0]["family"] == "raw":
            return str(json.loads(batch[0]["event"])["body"]).encode()
        events = [Event(row["ig_id"], row["family"], json.loads(row["event"])) for row in batch]
        return envelope(events, sent_at)

    async def _try(self, body: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
        if self._http is None:
            raise RuntimeError("The courier has not been started")
        url = self._settings.webhook_url
        try:
            async with asyncio.timeout(self._settings.ack_seconds):
                answer = await self._http.post(url, content=body, headers=headers)
        except TimeoutError:
            return None, f"no answer within {self._settings.ack_seconds:g} s"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, "" if answer.status_code == 200 else "not acknowledged"

    def _note(self, batch: list[Any], sent_at: int, status: int | None, problem: str) -> None:
        now = _now()
        state = "delivered"
        attempts = batch[0]["attempts"] + 1
        gaps = self._settings.retry_gaps
        if problem:
            old = now - batch[0]["created_at"] > GIVES_UP_AFTER
            state = "dropped" if old or batch[0]["family"] == "raw" else "waiting"
        due = now + int(1_000 * gaps[min(attempts, len(gaps)) - 1])
        with self._store.transaction():
            for row in batch:
                self._store.run(
                    "UPDATE deliveries SET state = ?, attempts = attempts + 1, status = ?,"
                    " problem = ?, sent_at = ?, due_at = ? WHERE id = ?",
                    *(state, status, problem, sent_at, due, row["id"]),
                )
        self._tried.set()
        self._tried = asyncio.Event()


async def _rung(bell: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return


def _group(row: Any) -> bool:
    return row["family"] in CONTENT


def _now() -> int:
    return time.time_ns() // 1_000_000
