"""One thing done, and what every such thing shares.

The event's own time lies in the past where asked, and so does the window that it opens.
"""

from dataclasses import dataclass
from typing import Any

from integrations.sandbox import messages, routing
from integrations.sandbox.accounts import Account
from integrations.sandbox.clock import HOUR
from integrations.sandbox.messages import Message
from integrations.sandbox.people import Contact
from integrations.sandbox.samples import sample
from integrations.sandbox.webhooks import shapes
from integrations.sandbox.windows import HUMAN_AGENT, STANDARD
from integrations.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person does towards an account. ``given`` is what the control API was told."""

    world: World
    account: Account
    contact: Contact
    at: int
    given: dict[str, Any]

    def text(self, name: str, default: str = "") -> str:
        return str(self.given.get(name) or default)

    def message(self) -> Message:
        """The message that ``mid`` names, or LookupError."""
        return messages.of(self.world, self.account.ig_id, self.text("mid"))


def say(act: Act, kind: str, content: dict[str, Any], cause: str = "message") -> Message:
    """Keep and announce a message of the person: it opens the window, and gives consent."""
    if act.given.get("reply_to"):
        content["reply_to"] = {"mid": str(act.given["reply_to"])}
    said = messages.keep(act.world, act.contact, content, source="person", kind=kind, at=act.at)
    opened(act, cause)
    _announce(act, said)
    return said


def opened(act: Act, cause: str) -> None:
    lasts = STANDARD
    if cause == "ad":
        lasts = min(int(act.account.option("ads_window_hours")) * HOUR, HUMAN_AGENT)
    act.world.people.acted(act.contact, act.at, cause, lasts)
    routing.heard(act.world, act.account, act.contact, act.at)


def tell(act: Act, **what: Any) -> list[int]:
    """An event from this person; on standby while another app is in charge of the thread."""
    body = shapes.from_person(act.account.ig_id, act.contact.igsid, act.at, **what)
    family = routing.family(act.world, act.account, act.contact.igsid)
    return act.world.notify(act.account, family, body)


def _announce(act: Act, said: Message) -> None:
    ig_id = act.account.ig_id
    if quirk := act.world.faults.take(ig_id, "num_edit_zero"):
        act.world.notify(act.account, "messaging", shapes.unexplained_edit(said.mid))
        if quirk.options.get("instead"):
            return
    tell(act, message=shapes.message(said.mid, said.content))


def media_url(act: Act, kind: str, lasts: int | None = None) -> str:
    """A link to the asset named, or to a small sample; a dead one while that fault is on."""
    files = act.world.files
    gone = act.world.faults.take(act.account.ig_id, "media_404") is not None
    if number := act.text("asset"):
        if gone:
            act.world.store.run("UPDATE files SET gone = 1 WHERE id = ?", number)
        return files.link(number)
    content_type, body = sample(kind, files.count())
    number = files.keep(
        body, content_type, kind=kind, ig_id=act.account.ig_id, lasts=lasts, gone=gone
    )
    return files.link(number)
