"""A text over the limit is refused with the count, never cut, whatever it answers (C-4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Thread
from tests import factories

pytestmark = pytest.mark.django_db
LIMIT = 1000  # bytes, as Instagram's row of the capability table says


@pytest.fixture
def account():
    return factories.account()


@pytest.fixture
def signed_in(client, account):
    client.force_login(factories.member(account.workspace).user)
    return client


@pytest.fixture
def thread(account):
    """Open, and with a comment that still has its private reply."""
    hour_ago = timezone.now() - timedelta(hours=1)
    thread = factories.thread_open_since(hour_ago, account, handler=Thread.Handler.HUMAN)
    comment = factories.message(thread, kind=Message.Kind.COMMENT, text="size?")
    Thread.everywhere.filter(pk=thread.pk).update(open_comment=comment)
    thread.open_comment = comment
    return thread


def reply(signed_in, thread, surface, text):
    comment = {} if surface == "message" else {"comment": thread.open_comment.pk}
    fields = {"text": text, "key": uuid4(), "surface": surface} | comment
    return signed_in.post(f"/t/{thread.pk}/replies/", fields, headers={"HX-Request": "true"})


@pytest.mark.parametrize("surface", ["message", "private_reply", "public_reply"])
@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_one_byte_too_many_is_refused_with_the_count_and_the_words_stay(
    signed_in, thread, surface, letter
):
    full = letter * (LIMIT // len(letter.encode()))
    answer = reply(signed_in, thread, surface, full + "!")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The text is 1001 bytes long and the limit is 1000. Shorten it by 1" in page
    assert full + "!" in page
    assert not Outbound.everywhere.exists()


@pytest.mark.parametrize("surface", ["message", "private_reply", "public_reply"])
def test_a_text_that_just_fits_goes_whole(signed_in, thread, surface):
    full = "😀" * (LIMIT // 4)
    assert reply(signed_in, thread, surface, full).status_code == 201
    assert Outbound.everywhere.get().message.text == full
