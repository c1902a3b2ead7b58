"""Each reason of the closed list: its sentence, and what a person can do about it (F-1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.models import Upload
from inbox.threads.models import Message, Thread
from tests import factories
from tests.inbox.threads.outbox_rows import attempt, outbound, shown

HOUR = timedelta(hours=1)
MEGABYTE = 1 << 20  # bytes


@pytest.fixture
def kim(db):
    return factories.member(name="Kim Silva")


@pytest.fixture
def thread(kim):
    account = factories.account(kim.workspace, username="shop")
    ada = factories.contact(account, name="Ada")
    return factories.thread_open_since(timezone.now() - HOUR, contact=ada, handler="human")


SENTENCES = {
    "window_expired": "The window closed before this could go.",
    "permission_missing": "Instagram does not let @shop do this now.",
    "rate_limited": "Instagram kept asking us to wait, until it was too late to send this.",
    "contact_unavailable":
        "Ada cannot receive messages from you (blocked, restricted or gone).",
    "content_rejected": "Instagram refused this content.",
    "private_reply_used": "One private reply per comment, within 7 days.",
    "opt_in_missing": "No unused opt-in for this topic.",
    "instagram_unavailable": "Their side had a problem until it was too late to send this.",
    "refused_here": "Our guard stopped it.",
}  # fmt: skip
ACTS = {
    "window_expired": ("human", "edit_if_open", "note", "watch"),
    "permission_missing": ("retry", "note"),
    "rate_limited": ("retry", "note"),
    "contact_unavailable": ("resolve", "note"),
    "content_rejected": ("edit", "note"),
    "private_reply_used": ("note",),  # without its comment there is nothing to answer publicly
    "opt_in_missing": ("note",),
    "media_rejected": ("replace_file",),
    "instagram_unavailable": ("retry", "note"),
    "refused_here": ("edit", "why"),
}


@pytest.mark.parametrize(("reason", "sentence"), SENTENCES.items())
def test_a_failed_message_says_what_happened(thread, kim, reason, sentence):  # F-1
    failure = shown(outbound(thread, "failed", kim, reason=reason)).failure
    assert failure.reason == reason
    assert str(failure.sentence) == sentence


@pytest.mark.parametrize(("reason", "acts"), ACTS.items())
def test_a_failed_message_offers_what_can_help(thread, kim, reason, acts):  # THR-4
    failure = shown(outbound(thread, "failed", kim, reason=reason)).failure
    assert failure.acts == (*acts, "handled")


@pytest.mark.parametrize("reason", ["permission_missing", "rate_limited", "instagram_unavailable"])
def test_sending_again_is_not_offered_where_the_window_has_closed(thread, kim, reason):  # THR-4
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=timezone.now() - 200 * HOUR)
    failure = shown(outbound(thread, "failed", kim, reason=reason)).failure
    assert "retry" not in failure.acts


def test_a_rule_is_not_sent_again_into_a_persons_thread(thread):  # K-7
    failure = shown(outbound(thread, "failed", reason="instagram_unavailable")).failure
    assert "retry" not in failure.acts
    assert failure.take_over
    assert failure.acts[0] == "take_over"


def test_a_lost_login_leads_to_the_account(thread, kim):
    off = Account.Status.DISCONNECTED
    Account.everywhere.filter(pk=thread.account_id).update(status=off)
    failure = shown(outbound(thread, "failed", kim, reason="permission_missing")).failure
    assert str(failure.sentence).startswith("@shop lost the “messages” permission or its login")
    assert failure.acts == ("reconnect", "note", "handled")


def test_a_used_private_reply_leads_to_the_public_one(thread, kim):  # W-6
    comment = factories.message(thread, kind=Message.Kind.COMMENT, text="size?")
    used = {"reason": "private_reply_used", "kind": "private_reply", "comment": comment}
    assert shown(outbound(thread, "failed", kim, **used)).failure.acts[0] == "public_reply"
    Message.everywhere.filter(pk=comment.pk).update(hidden_at=timezone.now())
    assert "public_reply" not in shown(outbound(thread, "failed", kim, **used)).failure.acts


def test_an_opt_in_names_its_topic(thread, kim):  # O-1
    spent = outbound(thread, "failed", kim, reason="opt_in_missing")
    topic = {"topic": {"name": "Restocks {time} 100%"}}
    Message.everywhere.filter(pk=spent.message_id).update(context=topic)
    words = "No unused opt-in for “Restocks {time} 100%”."
    assert str(shown(spent).failure.sentence) == words


@pytest.mark.parametrize(
    ("content_type", "size", "words"),
    [
        ("image/png", 9 * MEGABYTE, "shelf.png has 9.0 MB, 1.0 MB over the limit of 8.0 MB"),
        ("image/heic", MEGABYTE, "shelf.png is of a type it does not take (image/heic)"),
        ("image/png", MEGABYTE, "shelf.png (image/png, 1.0 MB of at most 8.0 MB)"),
    ],
)
def test_a_refused_file_says_what_is_wrong_with_it(thread, kim, content_type, size, words):
    photo = Upload.everywhere.create(
        workspace=kim.workspace, thread=thread, key="6f0c6f3e-7f0c-4a63-9d7c-0a8e4c3a4d11",
        secret="s" * 32, kind="image", name="shelf.png", content_type=content_type, size=size,
    )  # fmt: skip
    refused = outbound(thread, "failed", kim, reason="media_rejected", upload=photo)
    sentence = str(shown(refused).failure.sentence).replace("\xa0", " ")
    assert sentence == f"Instagram refused the file: {words}."


def test_what_the_platform_said_is_among_the_details(thread, kim):  # F-1
    refused = outbound(thread, "failed", kim, reason="contact_unavailable", detail="Not available.")
    attempt(refused, http_status=400, code=551, subcode=1545041, words="Not available.")
    failure = shown(refused).failure
    assert failure.has_details
    assert failure.said == "Not available."
    assert failure.call.codes == "code 551, subcode 1545041, HTTP 400"


def test_words_that_one_has_to_know_stand_beside_the_sentence(thread, kim):
    refused = outbound(thread, "failed", kim, reason="content_rejected", detail="Duplicate.")
    assert shown(refused).failure.quoted


def test_what_instagram_is_asked_about_offers_nothing(thread, kim):  # F-4, THR-9
    later = timezone.now() + timedelta(seconds=5)
    failure = shown(outbound(thread, "unknown", kim, check_due_at=later)).failure
    assert str(failure.sentence) == "Not sure it arrived. Checking with Instagram."
    assert failure.acts == ()


def test_what_nobody_can_tell_asks_a_person(thread, kim):  # F-4
    failure = shown(outbound(thread, "unknown", kim)).failure
    assert "open Instagram and check" in str(failure.sentence)
    assert failure.acts == ("arrived", "send_again")


def test_an_expired_message_is_never_retried(thread, kim):  # THR-9
    expired = {"reason": "window_expired", "window_ends_at": timezone.now()}
    acts = shown(outbound(thread, "expired", kim, **expired)).failure.acts
    assert not {"retry", "next", "send_again"} & set(acts)


def test_what_was_seen_to_is_not_asked_about_again(thread, kim):
    seen_to = {"handled_at": timezone.now(), "handled_by": kim}
    item = shown(outbound(thread, "failed", kim, reason="content_rejected", **seen_to))
    assert "handled" not in item.failure.acts
    assert item.history[-1].words == "Seen to by Kim Silva"
