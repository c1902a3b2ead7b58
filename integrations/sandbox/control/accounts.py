"""Accounts and their tokens."""

import json

from integrations.sandbox.accounts import FIELDS, SCOPES, Account, Token
from integrations.sandbox.clock import HOUR
from integrations.sandbox.graph.account import starters
from integrations.sandbox.windows import STANDARD

from .desk import Desk, Json

STATES = ("ok", "revoked", "checkpoint", "password_changed", "unconfirmed", "invalid", "role_lost")
# A contact that has only been given its ids.
STRANGER: Json = {"acted_at": None, "consent_at": None, "opened_by": "", "window_ms": STANDARD}
STRANGER |= {"blocked": 0, "in_requests": 0, "reach": "ok", "owner_app": ""}
STRANGER |= {"owned_until": None}


async def listed(desk: Desk) -> Json:
    return {"accounts": [shown(desk, one) for one in desk.world.accounts.all()]}


async def one(desk: Desk) -> Json:
    return shown(desk, desk.account())


async def make(desk: Desk) -> Json:
    """With a long-lived token, given or minted, that carries every scope unless told otherwise."""
    world = desk.world
    with world.store.transaction():
        account = world.accounts.add(
            desk.need("username"), name=desk.given("name"), ig_id=desk.given("ig_id")
        )
        scopes = desk.body.get("scopes") or list(SCOPES)
        world.accounts.grant(account.ig_id, "long", scopes, desk.given("token"))
        _change(desk, account)
    world.hub.say("account", account=account.ig_id)
    return shown(desk, world.accounts.of(account.ig_id))


async def change(desk: Desk) -> Json:
    account = desk.account()
    _change(desk, account)
    desk.world.hub.say("account", account=account.ig_id)
    return shown(desk, desk.world.accounts.of(account.ig_id))


async def remove(desk: Desk) -> Json:
    account = desk.account()
    desk.world.store.run("DELETE FROM accounts WHERE ig_id = ?", account.ig_id)
    desk.world.hub.say("account", account=account.ig_id)
    return {"removed": account.ig_id}


async def clear(desk: Desk) -> Json:
    """Forget what was said and commented; account, people with their ids, and posts stay."""
    account = desk.account()
    for table in ("messages", "comments", "opt_ins", "deliveries"):
        desk.world.store.run(f"DELETE FROM {table} WHERE ig_id = ?", account.ig_id)  # noqa: S608
    desk.world.faults.clear(ig_id=account.ig_id)
    for contact in desk.world.people.contacts(account.ig_id):
        desk.world.people.change(contact, **STRANGER)
    desk.world.hub.say("reset")
    return {"cleared": account.ig_id}


async def add_token(desk: Desk) -> Json:
    """Another token: ``kind`` short or long, ``age_hours`` for how long ago it was issued."""
    account = desk.account()
    scopes = desk.body.get("scopes") or list(SCOPES)
    kind = desk.given("kind", "long")
    token = desk.world.accounts.grant(account.ig_id, kind, scopes, desk.given("token"))
    _set_token(desk, token.token)
    return _token(desk.world.accounts.token(token.token) or token)


async def change_token(desk: Desk) -> Json:
    """The token named, or all of them: ``state``, ``scopes``, ``expired``, ``age_hours``."""
    account = desk.account()
    wanted = desk.given("token")
    known = [one.token for one in desk.world.accounts.tokens(account.ig_id)]
    chosen = [one for one in known if wanted in ("", one)]
    if not chosen:
        raise LookupError("There is no such token")
    for token in chosen:
        _set_token(desk, token)
    return {"tokens": [_token(one) for one in desk.world.accounts.tokens(account.ig_id)]}


def shown(desk: Desk, account: Account) -> Json:
    tokens = desk.world.accounts.tokens(account.ig_id)
    return {
        "ig_id": account.ig_id,
        "app_scoped_id": account.app_scoped_id,
        "username": account.username,
        "name": account.name,
        "picture": f"/media/avatar/{account.username}.png",
        "options": account.options,
        "subscribed_fields": account.subscribed_fields,
        "ice_breakers": account.ice_breakers,
        "persistent_menu": account.persistent_menu,
        "token": tokens[-1].token if tokens else None,
        "tokens": [_token(one) for one in tokens],
    }


def _change(desk: Desk, account: Account) -> None:
    accounts, store, body = desk.world.accounts, desk.world.store, desk.body
    if "options" in body:
        accounts.set_options(account.ig_id, body["options"])
    if "subscribed" in body:
        accounts.subscribe(account.ig_id, list(FIELDS) if body["subscribed"] else None)
    if "name" in body:
        sql = "UPDATE accounts SET name = ? WHERE ig_id = ?"
        store.run(sql, str(body["name"]), account.ig_id)
    if isinstance(wanted := body.get("ice_breakers"), list):
        kept = json.dumps(starters(wanted) if wanted else [])
        store.run("UPDATE accounts SET ice_breakers = ? WHERE ig_id = ?", kept, account.ig_id)


def _set_token(desk: Desk, token: str) -> None:
    store, body, now = desk.world.store, desk.body, desk.world.clock.now()
    if "state" in body:
        if body["state"] not in STATES:
            raise ValueError(f"state is one of {', '.join(STATES)}")
        store.run("UPDATE tokens SET state = ? WHERE token = ?", body["state"], token)
    if body.get("expired"):
        store.run("UPDATE tokens SET expires_at = ? WHERE token = ?", now, token)
    if "age_hours" in body:
        past = int(float(body["age_hours"]) * HOUR)
        sql = "UPDATE tokens SET issued_at = issued_at - ?, expires_at = expires_at - ?"
        store.run(sql + " WHERE token = ?", past, past, token)
    if isinstance(scopes := body.get("scopes"), list):
        store.run("UPDATE tokens SET scopes = ? WHERE token = ?", json.dumps(scopes), token)


def _token(token: Token) -> Json:
    return {
        "token": token.token,
        "kind": token.kind,
        "scopes": token.scopes,
        "issued_at": token.issued_at,
        "expires_at": token.expires_at,
        "state": token.state,
    }
