"""What an app sets on the account: webhook fields, ice breakers, the menu, uploaded files."""

import json
from typing import Any

from integrations.sandbox.accounts import BASIC, FIELDS, MESSAGES
from integrations.sandbox.errors import refuse
from integrations.sandbox.files import ACCEPTED

from .bodies import Upload
from .call import Call, Json, objects

ICE_BREAKERS = 4
MENUS = 20  # one a language


async def subscribe(call: Call) -> Json:
    """By the numeric id: a production log shows the call on ``me`` refused."""
    call.need(BASIC)
    if call.parts[0] == "me":
        raise refuse(100, message="Unsupported request - method type: post")
    fields = _names(call.params.get("subscribed_fields"))
    if not fields:
        raise refuse(100, message="The parameter subscribed_fields is required.")
    for number, name in enumerate(fields):
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            words = f"(#100) Param subscribed_fields[{number}] must be one of {{{known}}}"
            raise refuse(100, message=words)
    call.world.accounts.subscribe(call.account.ig_id, fields)
    return {"success": True}


async def subscriptions(call: Call) -> Json:
    """The body is not documented; this is the shape of a Page's."""
    fields = call.account.subscribed_fields
    if fields is None:
        return {"data": []}
    return {"data": [{"id": call.world.settings.app_id, "subscribed_fields": fields}]}


async def unsubscribe(call: Call) -> Json:
    call.world.accounts.subscribe(call.account.ig_id, None)
    return {"success": True}


async def set_profile(call: Call) -> Json:
    call.need(MESSAGES)
    wanted = call.params.get("ice_breakers")
    menu = call.params.get("persistent_menu")
    if not isinstance(wanted, list) and not isinstance(menu, list):
        raise refuse(100, message="ice_breakers or persistent_menu is required.")
    if isinstance(wanted, list):
        _save(call, "ice_breakers", starters(wanted))
    if isinstance(menu, list):
        _save(call, "persistent_menu", objects(menu, "persistent_menu", MENUS))
    return {"result": "success"}


async def profile(call: Call) -> Json:
    call.need(MESSAGES)
    shown: Json = {}
    if call.account.ice_breakers and "ice_breakers" in call.text("fields", "ice_breakers"):
        shown = {"call_to_actions": call.account.ice_breakers, "locale": "default"}
    if call.account.persistent_menu and "persistent_menu" in call.text("fields"):
        shown["persistent_menu"] = call.account.persistent_menu
    return {"data": [shown] if shown else []}


async def clear_profile(call: Call) -> Json:
    call.need(MESSAGES)
    for name in _names(call.params.get("fields")):
        if name in ("ice_breakers", "persistent_menu"):
            _save(call, name, [])
    return {"result": "success"}


async def upload(call: Call) -> Json:
    """A file to send later by its id, by url or as ``filedata``."""
    call.need(MESSAGES)
    message = call.object("message")
    attachment = message.get("attachment")
    kind = attachment.get("type") if isinstance(attachment, dict) else None
    if not isinstance(attachment, dict) or kind not in ACCEPTED:
        raise refuse(100, 2534015)
    files, ig_id = call.world.files, call.account.ig_id
    if isinstance(sent := call.params.get("filedata"), Upload):
        files.check(kind, sent.content_type, len(sent.body))
        number = files.keep(sent.body, sent.content_type, kind=kind, ig_id=ig_id)
    else:
        url = str((attachment.get("payload") or {}).get("url", ""))
        number = await files.fetch(url, kind, ig_id)
    return {"attachment_id": number}


def starters(given: list[Any]) -> list[Json]:
    """Ice breakers as the account keeps them, four at most.

    Also of the localised form, of which the default one is kept.
    """
    listed = objects(given, "ice_breakers", ICE_BREAKERS)
    if "call_to_actions" in listed[0]:
        listed = objects(listed[0]["call_to_actions"], "call_to_actions", ICE_BREAKERS)
    if not all(one.get("question") and one.get("payload") for one in listed):
        raise refuse(100, message="An ice breaker needs a question and a payload.")
    return [{"question": str(one["question"]), "payload": str(one["payload"])} for one in listed]


def _names(value: Any) -> list[str]:
    """A comma list, a JSON list or a repeated parameter."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [name.strip() for name in str(value or "").split(",") if name.strip()]


def _save(call: Call, column: str, value: list[Any]) -> None:
    sql = f"UPDATE accounts SET {column} = ? WHERE ig_id = ?"  # noqa: S608
    call.world.store.run(sql, json.dumps(value), call.account.ig_id)
    call.world.hub.say("account", account=call.account.ig_id)
