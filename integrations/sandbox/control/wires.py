"""What went over the wire, and the state of the post."""

import secrets
from typing import Any

from .desk import MOST, Desk, Json

BRIEF = "id, at, kind, ig_id, method, path, status, fault, milliseconds"


async def log(desk: Desk) -> Json:
    """Graph calls, sign-in calls and webhook tries, oldest first; page with ``after``.

    ``brief`` leaves the bodies out, for whoever counts many calls.
    """
    if desk.given("brief"):
        return {"log": _rows(desk, "log", "kind", BRIEF, most=50_000)}
    return {"log": _rows(desk, "log", "kind")}


async def deliveries(desk: Desk) -> Json:
    """Webhook events with their state: waiting, delivered, dropped or unsubscribed."""
    return {"deliveries": _rows(desk, "deliveries", "state")}


async def messages(desk: Desk) -> Json:
    """Everything said to or by an account: what an auditor compares with the product's rows."""
    account = desk.account()
    after, limit = desk.page()
    rows = desk.world.store.all(
        "SELECT messages.*, contacts.username FROM messages JOIN contacts USING (ig_id, igsid)"
        " WHERE ig_id = ? AND seq > ? AND (? = '' OR username = ? OR igsid = ?)"
        " AND (? = '' OR source = ?) ORDER BY seq LIMIT ?",
        *(account.ig_id, after, *[desk.given("person")] * 3, *[desk.given("source")] * 2, limit),
    )
    return {"messages": [dict(row) for row in rows]}


async def retry(desk: Desk) -> Json:
    """Try everything that waits at once."""
    desk.world.courier.retry_now()
    return await health(desk)


async def pause(desk: Desk) -> Json:
    """Hold the post, or let it go: ``paused`` true or false."""
    desk.world.courier.pause(bool(desk.body.get("paused", True)))
    return await health(desk)


async def verify(desk: Desk) -> Json:
    """The handshake Meta makes when a callback is registered; ``token`` replaces the right one."""
    settings, challenge = desk.world.settings, str(secrets.randbelow(10**10))
    query = {
        "hub.mode": "subscribe",
        "hub.challenge": challenge,
        "hub.verify_token": desk.given("token", settings.verify_token),
    }
    answer = await desk.world.http.get(settings.webhook_url, params=query)
    verified = answer.status_code == 200 and answer.text == challenge
    return {"verified": verified, "status": answer.status_code}


async def health(desk: Desk) -> Json:
    store, settings = desk.world.store, desk.world.settings
    return {
        "ok": True,
        "accounts": store.value("SELECT count(*) FROM accounts"),
        "waiting": store.value("SELECT count(*) FROM deliveries WHERE state = 'waiting'"),
        "failing": store.value(
            "SELECT count(*) FROM deliveries WHERE state = 'waiting' AND attempts > 0"
        ),
        "paused": desk.world.courier.paused,
        "webhook_url": settings.webhook_url,
        "app_id": settings.app_id,
        "now": desk.world.clock.now(),
    }


def _rows(desk: Desk, table: str, narrow: str, columns: str = "*", most: int = MOST) -> list[Json]:
    """From the oldest after an id; with ``newest``, the last so many, newest first."""
    after, limit = desk.page(most)
    order = "ASC"
    if newest := desk.given("newest"):
        order, limit = "DESC", int(newest)
    ig_id = desk.account().ig_id if desk.given("account") else ""
    value = desk.given(narrow)
    rows: list[Any] = desk.world.store.all(
        f"SELECT {columns} FROM {table} WHERE id > ? AND (? = '' OR ig_id = ?)"  # noqa: S608
        f" AND (? = '' OR {narrow} = ?) ORDER BY id {order} LIMIT ?",
        *(after, ig_id, ig_id, value, value, limit),
    )
    return [dict(row) for row in rows]
