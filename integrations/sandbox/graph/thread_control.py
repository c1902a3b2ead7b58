"""Who may write in a thread: passing, taking, asking for, releasing and reading its control."""

from integrations.sandbox import routing
from integrations.sandbox.accounts import MESSAGES
from integrations.sandbox.clock import SECOND
from integrations.sandbox.errors import refuse
from integrations.sandbox.people import Contact
from integrations.sandbox.webhooks import shapes

from .call import Call, Json

DONE: Json = {"success": True}


async def give(call: Call) -> Json:
    """The owner, or anybody while the thread is idle, makes another app its owner."""
    contact = _contact(call)
    _own_or_idle(call, contact)
    target = call.text("target_app_id")
    if not target:
        raise refuse(100, message="The parameter target_app_id is required.")
    previous = routing.owner(contact, call.now) or None
    routing.own(call.world, contact, target)
    if target == call.world.settings.app_id:
        body = shapes.control("pass", previous, target, call.text("metadata"))
        event = shapes.from_person(call.account.ig_id, contact.igsid, call.now, **body)
        call.world.notify(call.account, "messaging", event)
    return DONE


async def take(call: Call) -> Json:
    """Only where routing is set up. The previous owner hears of it; that is never our own app."""
    contact = _contact(call)
    if not call.account.option("routing"):
        raise refuse(27)
    routing.own(call.world, contact, call.world.settings.app_id)
    return DONE


async def ask(call: Call) -> Json:
    """The owner hears of it and decides; an idle thread is ours at once."""
    contact = _contact(call)
    if call.account.option("routing"):
        words = "Requesting thread control is not supported while routing is on."
        raise refuse(100, message=words)
    if not routing.owner(contact, call.now):
        routing.own(call.world, contact, call.world.settings.app_id)
    return DONE


async def release(call: Call) -> Json:
    """The thread is idle until the person writes again. No event tells anybody."""
    contact = _contact(call)
    if routing.owner(contact, call.now) != call.world.settings.app_id:
        raise refuse(2018300)
    routing.own(call.world, contact, "")
    return DONE


async def holder(call: Call) -> Json:
    """The owner sees itself; others see only until when, and of an idle thread nothing."""
    contact = _contact(call)
    app = routing.owner(contact, call.now)
    if not app:
        return {"data": []}
    until: Json = {"expiration": (contact.owned_until or 0) // SECOND}
    named: Json = {"app_id": app} if app == call.world.settings.app_id else {}
    return {"data": [{"thread_owner": {**named, **until}}]}


def _contact(call: Call) -> Contact:
    """``recipient`` is an object in a POST and the bare id in a GET."""
    call.need(MESSAGES)
    given = call.params.get("recipient")
    igsid = str(given.get("id", "")) if isinstance(given, dict) else call.text("recipient")
    contact = call.world.people.scoped(call.account.ig_id, igsid)
    if contact is None:
        raise refuse(100, 2534014)
    return contact


def _own_or_idle(call: Call, contact: Contact) -> None:
    if routing.elsewhere(call.world, call.account, contact.igsid):
        raise refuse(2018300)
