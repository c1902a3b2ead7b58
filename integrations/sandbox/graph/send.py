"""``POST /{ig-id}/messages``: messages, private replies, reactions and sender actions."""

from typing import Any

from integrations.sandbox import messages
from integrations.sandbox.errors import refuse
from integrations.sandbox.people import Contact

from . import opt_ins, private_replies, rules, sender_actions
from .arrival import arrived
from .call import Call, Json
from .content import read

AV = ("audio", "video")


async def send(call: Call) -> Json:
    """Meta's answer names the person and the new message; nothing else identifies the send."""
    to = call.object("recipient")
    action = call.text("sender_action")
    if action and call.params.get("message"):
        raise refuse(100, 2018014)
    rules.may_message(call)
    if "comment_id" in to:
        return await private_replies.send(call, str(to["comment_id"]))
    _count(call)
    if opt_ins.TOKENS & to.keys():
        return await opt_ins.send(call, to)
    contact = rules.recipient(call, str(to.get("id", "")))
    if action:
        return sender_actions.act(call, contact, action)
    return await _message(call, contact)


async def _message(call: Call, contact: Contact) -> Json:
    tag = rules.tag_of(call)
    kind, content = await read(call, call.object("message"))
    if reply := call.params.get("reply_to"):
        content["reply_to"] = {"mid": _answered(call, contact, reply)}
    rules.in_window(call, contact, content, tag)
    if kind == "template":
        opt_ins.may_ask(call, contact, content)
    said = messages.keep(
        call.world, contact, content, source="api", kind=kind, at=call.now, tag=tag
    )
    return await arrived(call, contact, said)


def _answered(call: Call, contact: Contact, reply: Any) -> str:
    mid = str(reply.get("mid", "")) if isinstance(reply, dict) else ""
    found = messages.find(call.world, call.account.ig_id, mid)
    if found is None or found.igsid != contact.igsid or found.deleted:
        raise refuse(100, message="Param reply_to[mid] is not a message of this thread.")
    return mid


def _count(call: Call) -> None:
    message: Any = call.params.get("message")
    call.take("av_per_second" if _kind(message) in AV else "text_per_second")
    if message:
        call.take("messages_per_hour")


def _kind(message: Any) -> str:
    """What the attachment claims to be, before anything is checked."""
    match message:
        case {"attachment": {"type": str() as kind}}:
            return kind
    return ""
