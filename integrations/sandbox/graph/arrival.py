"""What follows a message of the business, whichever way it was sent."""

from integrations.sandbox import messages
from integrations.sandbox.messages import Message
from integrations.sandbox.people import Contact
from integrations.sandbox.reading import read_later

from .call import Call, Json


async def arrived(call: Call, contact: Contact, said: Message) -> Json:
    """What follows a message of the business: its echo, and perhaps that the person reads it."""
    world, account = call.world, call.account
    world.typing.pop((account.ig_id, contact.igsid), None)
    world.people.change(contact, in_requests=0)
    echoed = messages.echo(world, account, said)
    if world.faults.take(account.ig_id, "echo_first") and echoed:
        await world.courier.settled(echoed)
    read_later(world, account, said)
    return {"recipient_id": contact.igsid, "message_id": said.mid}
