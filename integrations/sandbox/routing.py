"""Conversation routing: which of the connected apps may write in a thread, and until when.

A thread is *active* while an app owns it, 24 hours after the person's last message, and *idle*
otherwise. Without routing ("zero config") every app may write in an idle thread; with it only the
default app may. A person's message makes an idle thread active: it is the default app's then, or
ours, as far as our app can tell, without routing.
"""

from .accounts import Account
from .clock import DAY
from .people import Contact
from .world import World

STAYS = DAY


def owner(contact: Contact, now: int) -> str:
    """The app that owns the thread at ``now``; empty while it is idle."""
    owned = contact.owned_until is not None and now < contact.owned_until
    return contact.owner_app if owned else ""


def in_charge(world: World, account: Account, contact: Contact) -> str:
    """The app that alone may write now: the owner, or the default app of an idle thread."""
    found = owner(contact, world.clock.now())
    if found or not account.option("routing"):
        return found
    return default_app(world, account)


def default_app(world: World, account: Account) -> str:
    ours = world.settings.app_id
    return str(account.option("default_app")) or ours if account.option("routing") else ours


def elsewhere(world: World, account: Account, igsid: str) -> bool:
    """Whether another app is in charge: ours gets copies on standby, and its sends are refused."""
    contact = world.people.scoped(account.ig_id, igsid)
    found = in_charge(world, account, contact) if contact else ""
    return found not in ("", world.settings.app_id)


def family(world: World, account: Account, igsid: str) -> str:
    """The key that an event of this thread travels to our app under."""
    return "standby" if elsewhere(world, account, igsid) else "messaging"


def own(world: World, contact: Contact, app: str) -> None:
    """Make the thread this app's, or idle with none: until 24 hours after the last message.

    Where that has passed, or nobody wrote, the 24 hours begin now.
    """
    now = world.clock.now()
    until = (contact.acted_at or 0) + STAYS
    ends = until if until > now else now + STAYS
    world.people.change(contact, owner_app=app, owned_until=ends if app else None)
    world.hub.say("people")


def heard(world: World, account: Account, contact: Contact, at: int) -> None:
    """The person said something at ``at``: the owner keeps the thread, an idle one gets one."""
    known = world.people.scoped(contact.ig_id, contact.igsid) or contact
    now, until = world.clock.now(), at + STAYS
    holder = owner(known, now)
    if holder and until > (known.owned_until or 0):
        world.people.change(known, owned_until=until)
    elif not holder and until > now:
        world.people.change(known, owner_app=default_app(world, account), owned_until=until)
