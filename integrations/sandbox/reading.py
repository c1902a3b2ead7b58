"""The person sees what the business said: the receipt that follows."""

from . import messages, routing
from .accounts import Account
from .messages import Message
from .webhooks import shapes
from .world import World


def read_later(world: World, account: Account, said: Message) -> None:
    """For accounts whose people read by themselves; otherwise an open phone page does it."""
    after = account.option("auto_seen_ms")
    if after is not None:
        world.later(after / 1_000, lambda: read(world, account, said.mid))


def read(world: World, account: Account, mid: str, when: int | None = None) -> list[int]:
    """Mark as seen and tell the app; nothing for what was seen before or withdrawn."""
    message = messages.find(world, account.ig_id, mid)
    if message is None or message.seen_at is not None or message.deleted:
        return []
    at = world.clock.now() if when is None else when
    messages.seen(world, message, at)
    body = shapes.from_person(account.ig_id, message.igsid, at, read={"mid": mid})
    return world.notify(account, routing.family(world, account, message.igsid), body)
