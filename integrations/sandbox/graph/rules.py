"""Who may be written to, with what, and until when: Meta's side of the rules."""

from integrations.sandbox import routing
from integrations.sandbox.accounts import MESSAGES
from integrations.sandbox.errors import refuse
from integrations.sandbox.people import Contact
from integrations.sandbox.windows import Window

from .call import Call, Json

HUMAN_AGENT = "HUMAN_AGENT"
UNREACHABLE: dict[str, tuple[int, int | None]] = {
    "deleted": (100, 2534014),
    "unavailable": (551, None),
    "not_receiving": (10, 2018108),
    "thread_deleted": (100, 2534001),
}


def may_message(call: Call) -> None:
    """What holds for the account, whoever it writes to."""
    call.need(MESSAGES)
    if not call.account.option("message_access"):
        raise refuse(200, 2534041)
    if restriction := call.account.option("restriction"):
        code, _, subcode = str(restriction).partition("/")
        raise refuse(int(code), int(subcode) if subcode else None)


def recipient(call: Call, igsid: str) -> Contact:
    """The person behind a scoped id, if they can be reached at all."""
    contact = call.world.people.scoped(call.account.ig_id, igsid)
    if contact is None:
        raise refuse(100, 2534014)
    reachable(call, contact)
    return contact


def reachable(call: Call, contact: Contact) -> None:
    if contact.reach in UNREACHABLE:
        raise refuse(*UNREACHABLE[contact.reach])
    if contact.blocked:
        raise refuse(551, 1545041)
    if not call.account.option("app_live") and not contact.tester:
        raise refuse(200, 2018028)
    if routing.elsewhere(call.world, call.account, contact.igsid):
        raise refuse(100, 2534037)


def tag_of(call: Call) -> str:
    """HUMAN_AGENT or nothing; every other tag has been refused since 2026-04-27."""
    tag, kind = call.text("tag"), call.text("messaging_type")
    if kind not in ("", "RESPONSE", "UPDATE", "MESSAGE_TAG"):
        raise refuse(
            100, message="Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}"
        )
    if kind == "MESSAGE_TAG" and not tag:
        raise refuse(100, message="The parameter tag is required with MESSAGE_TAG.")
    if tag not in ("", HUMAN_AGENT):
        raise refuse(100, message=f"(#100) The tag {tag} is not allowed.")
    if tag and not call.account.option("human_agent"):
        raise refuse(10)
    return tag


def in_window(call: Call, contact: Contact, content: Json, tag: str) -> None:
    """Within 24 hours anything; with the tag, text only, to seven days; then nothing."""
    window = contact.window(call.now)
    if window is Window.OPEN:
        return
    if window is Window.CLOSED or tag != HUMAN_AGENT:
        raise refuse(10, 2534022)
    if set(content) - {"text", "reply_to"}:
        raise refuse(100, 2534015)
