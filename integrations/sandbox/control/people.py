"""People, and how each stands with an account."""

from typing import Any

from integrations.sandbox import routing
from integrations.sandbox.people import Contact
from integrations.sandbox.windows import HUMAN_AGENT

from .desk import Desk, Json

FLAGS = ("blocked", "in_requests", "follows", "tester")
WORDS = ("reach",)
OWNER = "owner_app"


async def listed(desk: Desk) -> Json:
    return {"people": [person(one) for one in desk.world.people.all()]}


async def make(desk: Desk) -> Json:
    """``igsids`` fixes the person's scoped ids by account; otherwise first sight mints them."""
    world, username = desk.world, desk.need("username").lstrip("@").strip().lower()
    with world.store.transaction():
        world.people.add(
            username,
            desk.given("name") or None,
            followers=int(desk.given("followers", "0")),
            verified=int(bool(desk.body.get("verified"))),
        )
        for account, igsid in dict(desk.body.get("igsids", {})).items():
            world.people.meet(world.accounts.of(account).ig_id, username, str(igsid))
    world.hub.say("people")
    return {"username": username, "name": desk.given("name") or None}


async def contacts(desk: Desk) -> Json:
    account = desk.account()
    return {"contacts": [contact(desk, one) for one in desk.world.people.contacts(account.ig_id)]}


async def change(desk: Desk) -> Json:
    """How this person stands with this account: ``blocked``, ``reach``, ``owner_app`` and more."""
    account = desk.account()
    known = desk.contact(account)
    columns: dict[str, Any] = {k: int(bool(desk.body[k])) for k in FLAGS if k in desk.body}
    columns |= {name: str(desk.body[name]) for name in WORDS if name in desk.body}
    if not columns and OWNER not in desk.body:
        raise ValueError(f"Nothing to change: name one of {', '.join((*FLAGS, *WORDS, OWNER))}")
    if columns:
        desk.world.people.change(known, **columns)
    if OWNER in desk.body:
        routing.own(desk.world, known, str(desk.body[OWNER]))
    desk.world.hub.say("people")
    return contact(desk, desk.contact(account))


def person(row: Json) -> Json:
    picture = f"/media/avatar/{row['username']}.png"
    return {"username": row["username"], "name": row["name"], "picture": picture}


def contact(desk: Desk, known: Contact) -> Json:
    account = desk.world.accounts.of(known.ig_id)
    owner = routing.owner(known, desk.world.clock.now())
    return {
        "username": known.username,
        "name": known.name,
        "igsid": known.igsid,
        "conversation_id": desk.world.mints.conversation_id(known.thread_id),
        "window": known.window(desk.world.clock.now()),
        "open_until": None if known.acted_at is None else known.acted_at + known.window_ms,
        "human_until": None if known.acted_at is None else known.acted_at + HUMAN_AGENT,
        "acted_at": known.acted_at,
        "opened_by": known.opened_by,
        "consent_at": known.consent_at,
        OWNER: owner,
        "owned_until": known.owned_until if owner else None,
        "other_app": routing.elsewhere(desk.world, account, known.igsid),
        **{flag: getattr(known, flag) for flag in (*FLAGS, *WORDS)},
    }
