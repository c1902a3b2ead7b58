"""Typing, seen, and reactions: what the business does in a thread without saying anything."""

from integrations.sandbox import messages
from integrations.sandbox.errors import refuse
from integrations.sandbox.people import Contact
from integrations.sandbox.windows import Window

from .call import Call, Json

TYPING_SECONDS = 20


def act(call: Call, contact: Contact, action: str) -> Json:
    """No echo follows. Only marking as seen is possible once the thread is closed."""
    if action not in ("typing_on", "typing_off", "mark_seen", "react", "unreact"):
        raise refuse(100, message=f"Param sender_action cannot be {action}.")
    if action != "mark_seen" and contact.window(call.now) is Window.CLOSED:
        raise refuse(10, 2534022)
    if action in ("react", "unreact"):
        _react(call, contact, action)
    else:
        _show(call, contact, action)
    return {"recipient_id": contact.igsid}


def _react(call: Call, contact: Contact, action: str) -> None:
    payload = call.object("payload")
    mid = str(payload.get("message_id", ""))
    found = messages.find(call.world, call.account.ig_id, mid)
    if found is None or found.igsid != contact.igsid or found.deleted:
        raise refuse(100, message="Param payload[message_id] is not a message of this thread.")
    given = None
    if action == "react":
        name = str(payload.get("reaction", ""))
        if not name:
            raise refuse(100, message="The parameter payload[reaction] is required.")
        given = {"reaction": name, "emoji": "❤️" if name == "love" else name}
    messages.react(call.world, found, "business", given)


def _show(call: Call, contact: Contact, action: str) -> None:
    world, key = call.world, (contact.ig_id, contact.igsid)
    if action == "typing_on":
        world.typing[key] = call.now + TYPING_SECONDS * 1_000
    elif action == "typing_off":
        world.typing.pop(key, None)
    else:
        world.looked[key] = call.now
    messages.changed(world, contact)
