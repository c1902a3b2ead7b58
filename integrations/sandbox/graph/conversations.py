"""The Conversations API: threads, and their twenty newest messages in detail."""

import base64
import binascii
from typing import Any

from integrations.sandbox import messages
from integrations.sandbox.clock import DAY, iso
from integrations.sandbox.errors import refuse
from integrations.sandbox.messages import Message
from integrations.sandbox.mints import opened
from integrations.sandbox.people import Contact

from . import rules
from .call import Call, Json
from .fields import Field, check, parse, pick

IN_DETAIL = 20
PAGE = 25
KIND = "IGConversation"
FIELDS = ("id", "updated_time", "participants", "messages", "name")
REQUESTS_HORIZON = 30 * DAY
MIME = {
    "image": "image/jpeg",
    "audio": "audio/mp4",
    "video": "video/mp4",
    "file": "application/pdf",
}


async def listed(call: Call) -> Json:
    """Newest first; threads in Requests that were idle for 30 days are left out."""
    _may_read(call)
    wanted = parse(call.text("fields", "id,updated_time"))
    check(wanted, FIELDS, KIND)  # also when there is nothing to list
    found = [pair for pair in _newest(call) if _is_returned(call, *pair)]
    if igsid := call.text("user_id"):
        found = [(contact, last) for contact, last in found if contact.igsid == igsid]
    start, size = _cursor(call), _size(call)
    page = found[start : start + size]
    rows = [_conversation(call, contact, last, wanted) for contact, last in page]
    answer: Json = {"data": rows}
    if page:
        answer["paging"] = _paging(call, start, size, len(found))
    return answer


async def one(call: Call) -> Json:
    _may_read(call)
    contact = thread_of(call, call.parts[0])
    newest = messages.thread(call.world, contact, 1) if contact else []
    if contact is None or not newest:
        raise call.missing(call.parts[0])
    wanted = parse(call.text("fields", "id,updated_time"))
    return _conversation(call, contact, newest[-1].at, wanted)


async def message(call: Call) -> Json:
    """One message; beyond the newest twenty Meta says that it was deleted."""
    _may_read(call)
    found = messages.of(call.world, call.account.ig_id, call.parts[0])
    contact = call.world.people.scoped(call.account.ig_id, found.igsid)
    if contact is None or found.mid not in _detailed(call, contact):
        raise refuse(9000001)
    wanted = parse(call.text("fields", "id,created_time"))
    return pick(_shown(call, contact, found), wanted, "Message")


def thread_of(call: Call, number: str) -> Contact | None:
    """The contact whose conversation id this is."""
    try:
        kind, _, thread = opened(number).partition(":")
    except ValueError:
        return None
    return call.world.people.of_thread(call.account.ig_id, thread) if kind == "ig_dm" else None


def _may_read(call: Call) -> None:
    rules.may_message(call)
    call.take("conversations_per_second")


def _newest(call: Call) -> list[tuple[Contact, int]]:
    contacts = {c.igsid: c for c in call.world.people.contacts(call.account.ig_id)}
    rows = call.world.store.all(
        "SELECT igsid, max(at) AS last FROM messages WHERE ig_id = ? AND deleted = 0"
        " GROUP BY igsid ORDER BY last DESC, igsid",
        call.account.ig_id,
    )
    return [(contacts[row["igsid"]], row["last"]) for row in rows]


def _is_returned(call: Call, contact: Contact, last: int) -> bool:
    return not contact.in_requests or call.now - last < REQUESTS_HORIZON


def _conversation(call: Call, contact: Contact, last: int, wanted: dict[str, Field]) -> Json:
    shown = {
        "id": call.world.mints.conversation_id(contact.thread_id),
        "updated_time": iso(last),
        "participants": {"data": [_business(call), _person(contact)]},
        "messages": None,
        "name": None,
    }
    if "messages" in wanted:
        shown["messages"] = _messages(call, contact, wanted["messages"])
    return pick(shown, wanted, KIND)


def _messages(call: Call, contact: Contact, field: Field) -> Json:
    """Every id, newest first; only the newest twenty say more than when."""
    size = PAGE if field.limit is None else field.limit
    detailed = _detailed(call, contact)
    known = [said for said in messages.thread(call.world, contact) if not said.deleted]
    wanted = field.inner or parse("id,created_time,is_unsupported")
    bare = {name: one for name, one in wanted.items() if name in ("id", "created_time")}
    rows = [
        pick(_shown(call, contact, said), wanted if said.mid in detailed else bare, "Message")
        for said in reversed(known[-size:] if size else [])
    ]
    return {"data": rows}


def _detailed(call: Call, contact: Contact) -> set[str]:
    known = messages.thread(call.world, contact)
    return {said.mid for said in [m for m in known if not m.deleted][-IN_DETAIL:]}


def _shown(call: Call, contact: Contact, said: Message) -> Json:
    sides = (_person(contact), _business(call))
    author, reader = sides if said.by_person else sides[::-1]
    content = said.content
    return {
        "id": said.mid,
        "created_time": iso(said.at),
        "from": author,
        "to": {"data": [reader]},
        "message": content.get("text", content.get("postback", {}).get("title", "")),
        "attachments": _attachments(content),
        "shares": _shares(content),
        "story": _story(content),
        "reactions": _reactions(call, contact, said),
        "is_unsupported": True if content.get("is_unsupported") else None,
        "tags": None,
    }


def _attachments(content: Json) -> Json | None:
    rows = []
    for one in content.get("attachments", []):
        kind, url = one["type"], one.get("payload", {}).get("url")
        if kind in MIME and url:
            row: Json = {"id": url.rpartition("=")[2], "mime_type": MIME[kind], "name": kind}
            data = {"url": url, "preview_url": url, "width": 960, "height": 1200}
            row |= {f"{kind}_data": data} if kind in ("image", "video") else {"file_url": url}
            rows.append(row)
    return {"data": rows} if rows else None


def _shares(content: Json) -> Json | None:
    shared = ("ig_post", "ig_reel", "share", "reel")
    found = [one for one in content.get("attachments", []) if one["type"] in shared]
    return {"data": [{"link": one["payload"]["url"]} for one in found]} if found else None


def _story(content: Json) -> Json | None:
    if story := content.get("reply_to", {}).get("story"):
        return {"reply_to": {"link": story["url"], "id": story["id"]}}
    for one in content.get("attachments", []):
        if one["type"] == "story_mention":
            return {"mention": {"link": one["payload"]["url"], "id": ""}}
    return None


def _reactions(call: Call, contact: Contact, said: Message) -> Json | None:
    users = {"person": _person(contact), "business": _business(call)}
    rows = [
        {"reaction": given["emoji"], "users": [users[side]]}
        for side, given in said.reactions.items()
    ]
    return {"data": rows} if rows else None


def _business(call: Call) -> Json:
    return {"username": call.account.username, "id": call.account.ig_id}


def _person(contact: Contact) -> Json:
    return {"username": contact.username, "id": contact.igsid}


def _size(call: Call) -> int:
    try:
        size = int(call.text("limit", str(PAGE)))
    except ValueError:
        raise refuse(100, message="Param limit must be a number.") from None
    most = call.account.option("conversation_page")
    if most is not None and size > most:
        words = "Please reduce the amount of data you're asking for, then retry your request"
        raise refuse(1, message=words)
    return max(1, min(size, 100))


def _cursor(call: Call) -> int:
    try:
        return int(base64.b64decode(call.text("after")) or b"0")
    except (ValueError, binascii.Error):
        raise refuse(100, message="Invalid cursor.") from None


def _paging(call: Call, start: int, size: int, total: int) -> dict[str, Any]:
    after = base64.b64encode(str(start + size).encode()).decode()
    before = base64.b64encode(str(start).encode()).decode()
    paging: dict[str, Any] = {"cursors": {"before": before, "after": after}}
    if start + size < total:
        base = f"{call.world.settings.url}/v25.0/{call.account.ig_id}/conversations"
        fields = call.text("fields", "id,updated_time")
        paging["next"] = f"{base}?platform=instagram&fields={fields}&limit={size}&after={after}"
    return paging
