"""What the composer's tests share: threads in each state, and a page with one of them open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import Page, expect

from inbox.accounts.models import Account, Member
from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread
from tests import factories
from tests.browser.conftest import Site

SignIn = Callable[[Page, Member], None]
HOUR = timedelta(hours=1)
PNG = {"name": "shelf.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)}  # fmt: skip


def thread_since(account: Account, ago: timedelta, **fields: Any) -> Thread:
    """A thread of Ada's that a person has; she wrote ``ago``, and that opened it."""
    person = factories.contact(account, name="Ada Moreno", username="ada.makes")
    fields = {"handler": Thread.Handler.HUMAN} | fields
    thread = factories.thread_open_since(timezone.now() - ago, contact=person, **fields)
    thread.opened_by = thread.last_message
    thread.save(update_fields=["opened_by"])
    return thread


def comment_in(thread: Thread, text: str = "size?", **fields: Any) -> Message:
    """A comment of the contact that is still owed its private reply."""
    found = factories.message(thread, text=text, kind=Message.Kind.COMMENT, **fields)
    Thread.everywhere.filter(pk=thread.pk).update(open_comment=found, last_message=found)
    return found


def sent(thread: Thread, member: Member, state: str = "sent", **fields: Any) -> Outbound:
    """A message that ``member`` wrote, as far as it has come."""
    message = factories.message(
        thread, origin="member", member=member, text="It left today.", external_id=None
    )
    made = {"author": "person", "priority": 1, "envelope": {}, "client_key": uuid4()}
    outbound = Outbound.everywhere.create(
        workspace_id=thread.workspace_id, account_id=thread.account_id, thread=thread,
        message=message, member=member, state=state, settled_at=timezone.now(), **made | fields,
    )  # fmt: skip
    Thread.everywhere.filter(pk=thread.pk).update(
        last_message=message, last_business_at=timezone.now()
    )
    return outbound


def open_as(page: Page, member: Member, thread: Thread, site: Site, sign_in: SignIn) -> None:
    sign_in(page, member)
    page.goto(f"{site.url}/inbox/all/t/{thread.pk}/")
    expect(page.locator("#thread[data-joined]")).to_be_attached()
