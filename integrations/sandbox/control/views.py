"""What the phone page shows: the people, and one chat as its person sees it."""

from typing import Any
from urllib.parse import urlsplit

from integrations.sandbox import messages
from integrations.sandbox.messages import Message
from integrations.sandbox.people import Contact

from . import accounts, people
from .content import pictures
from .desk import Desk, Json

NEWEST = 200


async def overview(desk: Desk) -> Json:
    """Accounts, people with their last line, faults: everything around the phone."""
    world = desk.world
    known = world.accounts.all()
    account = world.accounts.get(desk.given("account")) or (known[0] if known else None)
    contacts = world.people.contacts(account.ig_id) if account else []
    lines = {one.username: _line(desk, one) for one in contacts}
    listed = [{**people.person(p), **lines.get(p["username"], {})} for p in world.people.all()]
    return {
        "accounts": [accounts.shown(desk, one) for one in known],
        "account": account.ig_id if account else None,
        "people": sorted(listed, key=lambda one: -int(one.get("last_at") or 0)),
        "faults": [fault.shown() for fault in world.faults.all()],
        "pictures": pictures(),
        "ages_both": bool(world.settings.age_hook),
        "now": world.clock.now(),
    }


async def chat(desk: Desk) -> Json:
    world, account = desk.world, desk.account()
    contact = desk.contact(account)
    said = messages.thread(world, contact, NEWEST)
    by_mid = {one.mid: one for one in said}
    until = world.typing.get((account.ig_id, contact.igsid), 0)
    return {
        "account": account.ig_id,
        "person": {**people.contact(desk, contact), "picture": _avatar(contact)},
        "ice_breakers": account.ice_breakers,
        "menu": account.persistent_menu,
        "typing_until": until if until > world.clock.now() else None,
        "looked_at": world.looked.get((account.ig_id, contact.igsid)),
        "now": world.clock.now(),
        "messages": [_bubble(desk, one, by_mid) for one in said],
    }


def _line(desk: Desk, contact: Contact) -> Json:
    last = messages.thread(desk.world, contact, 1)
    window = contact.window(desk.world.clock.now())
    if not last:
        return {"igsid": contact.igsid, "window": window}
    unread = desk.world.store.value(
        "SELECT count(*) FROM messages WHERE ig_id = ? AND igsid = ? AND source != 'person'"
        " AND seen_at IS NULL AND deleted = 0",
        *(contact.ig_id, contact.igsid),
    )
    return {
        "igsid": contact.igsid,
        "window": window,
        "last_at": last[-1].at,
        "last_text": _words(last[-1]),
        "last_from": "person" if last[-1].by_person else "business",
        "unread": unread,
    }


def _bubble(desk: Desk, said: Message, by_mid: dict[str, Message]) -> Json:
    """A message as the phone draws it; an unsent one is only a place."""
    content = {} if said.deleted else said.content
    return {
        "mid": said.mid,
        "from": "person" if said.by_person else "business",
        "source": said.source,
        "kind": said.kind,
        "at": said.at,
        "text": content.get("text", ""),
        "attachments": [_attachment(desk, one) for one in content.get("attachments", [])],
        "quick_replies": content.get("quick_replies", []),
        "postback": content.get("postback"),
        "reply_to": _reply_to(content.get("reply_to"), by_mid),
        "reactions": {side: given["emoji"] for side, given in said.reactions.items()},
        "deleted": said.deleted,
        "edited": said.edits > 0,
        "seen_at": said.seen_at,
        "tag": said.tag,
        "comment": said.comment_id,
    }


def _attachment(desk: Desk, one: Json) -> Json:
    payload: Json = dict(one.get("payload", {}))
    for name in ("url", "image_url"):
        if name in payload:
            payload[name] = _local(desk, payload[name])
    if "elements" in payload:
        payload["elements"] = [
            {**card, "picture": _local(desk, card.get("picture"))} for card in payload["elements"]
        ]
    return {"type": one["type"], **payload}


def _reply_to(given: Any, by_mid: dict[str, Message]) -> Json | None:
    if not given:
        return None
    if "story" in given:
        return {"story": True, "picture": urlsplit(given["story"]["url"]).path}
    answered = by_mid.get(given["mid"])
    if answered is None:
        return {"text": "an earlier message"}
    words = "Message unsent" if answered.deleted else _words(answered)
    return {"mid": answered.mid, "text": words}


def _words(said: Message) -> str:
    """A message in one line."""
    if said.deleted:
        return "Message unsent"
    if postback := said.content.get("postback"):
        return str(postback["title"])
    return str(said.content.get("text") or said.kind.replace("_", " ").capitalize())


def _local(desk: Desk, url: str | None) -> str | None:
    """An address on this very site, whatever name the page was opened by."""
    return url.removeprefix(desk.world.settings.url) if url else None


def _avatar(contact: Contact) -> str:
    return f"/media/avatar/{contact.username}.png"
