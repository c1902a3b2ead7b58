"""Threads: what was said, by whom, and what became of it since."""

import json
from dataclasses import dataclass
from typing import Any

from . import routing
from .accounts import Account
from .people import Contact
from .webhooks import shapes
from .world import World

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    seq: int
    mid: str
    ig_id: str
    igsid: str
    at: int
    source: str  # person, api or app
    kind: str
    content: Content
    reactions: dict[str, dict[str, str]]  # by "person" and "business"
    edits: int
    deleted: bool
    seen_at: int | None
    comment_id: str | None
    tag: str

    @property
    def by_person(self) -> bool:
        return self.source == "person"


def keep(
    world: World,
    contact: Contact,
    content: Content,
    *,
    source: str,
    kind: str,
    at: int,
    comment_id: str | None = None,
    tag: str = "",
) -> Message:
    """Store what was said and show it on the phone."""
    mid = world.mints.mid(contact.ig_id, contact.thread_id, at)
    world.store.insert(
        "messages",
        mid=mid,
        ig_id=contact.ig_id,
        igsid=contact.igsid,
        at=at,
        source=source,
        kind=kind,
        content=content,
        comment_id=comment_id,
        tag=tag,
    )
    changed(world, contact)
    return of(world, contact.ig_id, mid)


def find(world: World, ig_id: str, mid: str) -> Message | None:
    row = world.store.one("SELECT * FROM messages WHERE ig_id = ? AND mid = ?", ig_id, mid)
    return _message(row) if row else None


def of(world: World, ig_id: str, mid: str) -> Message:
    message = find(world, ig_id, mid)
    if message is None:
        raise LookupError(f"There is no message {mid}")
    return message


def thread(world: World, contact: Contact, newest: int | None = None) -> list[Message]:
    """A thread in the order it was said; with ``newest``, only its last so many."""
    rows = world.store.all(
        "SELECT * FROM messages WHERE ig_id = ? AND igsid = ? ORDER BY at DESC, seq DESC LIMIT ?",
        *(contact.ig_id, contact.igsid, -1 if newest is None else newest),
    )
    return [_message(row) for row in reversed(rows)]


def react(world: World, message: Message, who: str, reaction: dict[str, str] | None) -> None:
    """One reaction a side; a new one replaces it, None removes it."""
    reactions = {side: given for side, given in message.reactions.items() if side != who}
    if reaction:
        reactions[who] = reaction
    sql = "UPDATE messages SET reactions = ? WHERE mid = ?"
    world.store.run(sql, json.dumps(reactions), message.mid)
    world.hub.say("thread", account=message.ig_id, igsid=message.igsid)


def seen(world: World, message: Message, at: int) -> None:
    """The person has read this and everything of the business before it."""
    world.store.run(
        "UPDATE messages SET seen_at = ? WHERE ig_id = ? AND igsid = ? AND seq <= ?"
        " AND source != 'person' AND seen_at IS NULL",
        *(at, message.ig_id, message.igsid, message.seq),
    )
    world.hub.say("thread", account=message.ig_id, igsid=message.igsid)


def echo(world: World, account: Account, message: Message) -> list[int]:
    """Tell the app what the business said, whoever sent it; the delivery numbers."""
    if world.faults.take(account.ig_id, "no_echo"):
        return []
    delay = world.faults.take(account.ig_id, "delay_echo")
    said = shapes.echo(message.mid, message.content)
    body = shapes.from_business(account.ig_id, message.igsid, message.at, message=said)
    ms = int(delay.options.get("ms", 3000)) if delay else 0
    family = routing.family(world, account, message.igsid)
    return world.notify(account, family, body, delay_ms=ms)


def changed(world: World, contact: Contact) -> None:
    world.hub.say("thread", account=contact.ig_id, igsid=contact.igsid)


def _message(row: Any) -> Message:
    values = dict(row)
    values["content"] = json.loads(values["content"])
    values["reactions"] = json.loads(values["reactions"])
    values["deleted"] = bool(values["deleted"])
    return Message(**values)
