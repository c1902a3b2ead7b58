"""One-time and marketing messages, for accounts that have them (off unless switched on)."""

from typing import Any

from integrations.sandbox import messages
from integrations.sandbox.clock import DAY
from integrations.sandbox.errors import refuse
from integrations.sandbox.people import Contact

from . import rules
from .arrival import arrived
from .call import Call, Json
from .content import read

TOKENS = {"notification_messages_token", "one_time_notif_token"}
REQUESTS = ("notification_messages", "one_time_notif_req")
PER_DAY, PER_WEEK = 5, 10


def may_ask(call: Call, contact: Contact, content: Json) -> None:
    """One request a title and week; five titles a day and ten a week for one person."""
    asked = content["attachments"][0]["payload"]
    if asked.get("template_type") not in REQUESTS:
        return
    earlier = [
        (said.at, said.content["attachments"][0]["payload"].get("title"))
        for said in messages.thread(call.world, contact)
        if said.kind == "template" and said.at > call.now - 7 * DAY
    ]
    titles = [(at, title) for at, title in earlier if title is not None]
    if any(title == asked["title"] for _, title in titles):
        raise refuse(613, 1893016)
    today = [title for at, title in titles if at > call.now - DAY]
    if len(today) >= PER_DAY or len(titles) >= PER_WEEK:
        raise refuse(9, 2018352)


async def send(call: Call, to: Json) -> Json:
    """A message on the topic that a token stands for, whatever the window."""
    row = _grant(call, str(next(to[name] for name in TOKENS if name in to)))
    contact = rules.recipient(call, row["igsid"])
    kind, content = await read(call, call.object("message"))
    if row["kind"] == "once":
        call.world.store.run("UPDATE opt_ins SET state = 'spent' WHERE token = ?", row["token"])
    said = messages.keep(
        call.world, contact, content, source="api", kind=kind, at=call.now, tag=row["token"]
    )
    return await arrived(call, contact, said)


def _grant(call: Call, token: str) -> Any:
    """The opt-in behind a token, if it still allows a message now."""
    row = call.world.store.one(
        "SELECT * FROM opt_ins WHERE token = ? AND ig_id = ?", token, call.account.ig_id
    )
    if row is None or row["state"] == "spent" or not call.account.option("opt_ins"):
        raise refuse(100, message="(#100) The notification_messages_token is invalid or expired.")
    if row["state"] == "stopped":
        raise refuse(10, 1893015)
    last = call.world.store.value("SELECT max(at) FROM messages WHERE tag = ?", token)
    if last is not None and call.now - last < DAY:
        raise refuse(4, 2018354)
    return row
