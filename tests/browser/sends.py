"""Messages of ours in a thread, each as far as it has come, with the calls made for them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from inbox.accounts.models import Member
from inbox.delivery.models import Attempt, Lane, Outbound, Upload
from inbox.delivery.moves import PENDING
from inbox.threads.models import Thread
from tests import factories

MINUTE = timedelta(minutes=1)
# What the platform says for each reason: HTTP status, code, subcode and its words.
ANSWERS = {
    "window_expired": (400, 10, 2534022, "This message is sent outside of allowed window."),
    "permission_missing": (400, 27, None, "Missing permission."),
    "rate_limited": (400, 4, None, "Application request limit reached."),
    "contact_unavailable": (400, 551, 1545041, "This person isn't available right now."),
    "content_rejected": (400, 506, None, "Duplicate message text."),
    "private_reply_used": (400, 10900, None, "Activity already replied to."),
    "opt_in_missing": (400, 613, 1893016, "No opt-in."),
    "media_rejected": (400, 100, 2018047, "Upload attachment failure."),
    "instagram_unavailable": (503, 2, None, "Service temporarily unavailable."),
}


def message(
    thread: Thread, author: Member | str, state: str, text: str = "It left today.", **fields: Any
) -> Outbound:
    """What a member wrote, or the rule of that name, in the outbox."""
    person = author if isinstance(author, Member) else None
    signed: dict[str, Any] = {"origin": "member", "member": person}
    if person is None:
        signed = {"origin": "automation", "author_name": author}
    words = factories.message(thread, text=text, external_id=None, **signed)
    made = {"author": "person", "priority": 1}
    if person is None:
        made = {"author": "automation", "priority": 2}
    envelope = {"surface": "message", "recipient": thread.contact.scoped_id, "text": text}
    outbound = Outbound.everywhere.create(
        workspace_id=thread.workspace_id, account_id=thread.account_id, thread=thread,
        message=words, member=person, state=state, envelope=envelope, client_key=uuid4(),
        settled_at=None if state in PENDING else timezone.now(), **made | fields,
    )  # fmt: skip
    Thread.everywhere.filter(pk=thread.pk).update(
        last_message=words, last_business_at=timezone.now()
    )
    return outbound


def called(outbound: Outbound, outcome: str = "refused", **said: Any) -> Attempt:
    """A call that was made for ``outbound`` a minute ago."""
    at = timezone.now() - MINUTE
    ends = {} if outcome == "under_way" else {"finished_at": at + timedelta(milliseconds=180)}
    return Attempt.everywhere.create(
        workspace_id=outbound.workspace_id, account_id=outbound.account_id, outbound=outbound,
        number=outbound.attempts.count() + 1, fence=1, started_at=at, outcome=outcome,
        **ends | said,
    )  # fmt: skip


def failed(
    thread: Thread, author: Member | str, reason: str, state: str = "failed", **fields: Any
) -> Outbound:
    """A message that the platform refused for ``reason``."""
    http, code, subcode, words = ANSWERS[reason]
    outbound = message(thread, author, state, reason=reason, detail=words, **fields)
    called(outbound, http_status=http, code=code, subcode=subcode, words=words)
    return outbound


def upload(thread: Thread, size: int) -> Upload:
    """A photo of that many bytes."""
    return Upload.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, key=uuid4(), secret="s" * 32,
        kind="image", name="shelf.png", content_type="image/png", size=size, file="shelf.png",
    )  # fmt: skip


def hold(thread: Thread, until: datetime, because: str, words: str = "") -> None:
    """The platform asked the account to wait, or the breaker opened (L-8)."""
    Lane.everywhere.update_or_create(
        account=thread.account,
        defaults={
            "workspace": thread.workspace, "held_until": until, "held_because": because,
            "held_words": words,
        },
    )  # fmt: skip
