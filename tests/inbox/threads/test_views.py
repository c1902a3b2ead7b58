"""The inbox's pages through the front door: for members, strangers, and without scripts."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.delivery.models import Outbound
from inbox.threads.models import Message, Note, Thread, TimelineEvent
from tests import factories

pytestmark = pytest.mark.django_db
PIECE = {"HTTP_HX_REQUEST": "true"}
UNDER = ["items", "replies", "notes", "assignment", "resolution", "reads", "watch"]


@pytest.fixture
def account():
    return factories.account(human_agent_approved=True)


@pytest.fixture
def member(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def thread(account):
    person = factories.contact(account, name="Ada Moreno", username="ada.makes")
    hour_ago = timezone.now() - timedelta(hours=1)
    return factories.thread_open_since(hour_ago, contact=person, handler=Thread.Handler.HUMAN)


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


@pytest.fixture
def stranger():
    visitor = Client()
    visitor.force_login(factories.member(role="admin").user)
    return visitor


def addresses(thread):
    return [
        ("get", f"/inbox/all/t/{thread.pk}/"),
        ("get", f"/t/{thread.pk}/"),
        ("get", f"/t/{thread.pk}/items/"),
        ("get", f"/t/{thread.pk}/row/"),
        *(("post", f"/t/{thread.pk}/{noun}/") for noun in UNDER[1:]),
        ("delete", f"/t/{thread.pk}/assignment/"),
        ("delete", f"/t/{thread.pk}/resolution/"),
        ("delete", f"/t/{thread.pk}/watch/"),
    ]


def test_one_row_is_told_as_it_is_now(signed_in, thread, time_machine):  # W-7
    assert "human" not in views_of(signed_in, thread)
    time_machine.move_to(thread.last_inbound_at + timedelta(hours=24), tick=False)
    assert "human" in views_of(signed_in, thread)


def views_of(client, thread):
    row = client.get(f"/t/{thread.pk}/row/", **PIECE).content.decode()
    return re.search(r'data-views="([^"]*)"', row)[1].split()


def test_a_stranger_finds_nothing_anywhere(stranger, thread):
    for method, address in addresses(thread):
        data = {"text": "hi", "key": uuid.uuid4()}
        assert getattr(stranger, method)(address, data).status_code == 404, address
    assert b"Ada Moreno" not in stranger.get("/inbox/all/").content
    assert not Note.everywhere.exists()
    assert not Outbound.everywhere.exists()


def test_who_is_signed_out_is_led_to_sign_in_and_back(client, thread):  # SGN-1
    places = [*addresses(thread), ("get", "/inbox/"), ("get", "/inbox/mine/")]
    for method, address in places:
        answer = getattr(client, method)(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=")


def test_signing_in_opens_the_page_that_was_asked_for(client, member, thread):  # SGN-1
    fields = {"login": member.user.email, "password": factories.PASSWORD}
    answer = client.post(f"/accounts/login/?next=/inbox/all/t/{thread.pk}/", fields)
    assert answer["Location"] == f"/inbox/all/t/{thread.pk}/"


def test_a_member_of_nothing_is_told_who_can_help(client):  # IA-1
    client.force_login(factories.user())
    answer = client.get("/inbox/all/")
    assert answer.status_code == 403
    assert "Ask an admin" in answer.content.decode()


def test_home_shows_everything_until_something_is_mine(signed_in, member, thread):
    assert signed_in.get("/inbox/")["Location"] == "/inbox/all/"
    Thread.everywhere.filter(pk=thread.pk).update(assignee=member)
    assert signed_in.get("/inbox/")["Location"] == "/inbox/mine/"


def test_home_remembers_the_view_used_last(signed_in):
    signed_in.get("/inbox/locked/")
    assert signed_in.get("/inbox/")["Location"] == "/inbox/locked/"


def test_an_unknown_view_is_not_found(signed_in):
    assert signed_in.get("/inbox/nonsense/").status_code == 404


def test_the_permalink_leads_to_a_view_that_holds_the_thread(signed_in, thread):
    Thread.everywhere.filter(pk=thread.pk).update(lifecycle="resolved")
    assert signed_in.get(f"/t/{thread.pk}/")["Location"] == f"/inbox/resolved/t/{thread.pk}/"


def test_a_page_has_list_thread_and_person_under_one_heading(signed_in, thread):  # IA-2, IA-5
    page = signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    assert page.count("<h1") == 1
    for landmark in ('data-testid="row"', 'id="composer"', "<aside", "<main", "<nav"):
        assert landmark in page
    assert "<title>Ada Moreno · Inbox</title>" in page


def test_opening_a_thread_marks_it_read(signed_in, thread):
    Thread.everywhere.filter(pk=thread.pk).update(unread=3)
    signed_in.get(f"/inbox/all/t/{thread.pk}/")
    thread.refresh_from_db()
    assert thread.unread == 0


def test_a_page_asks_the_database_the_same_whatever_it_shows(
    signed_in, account, thread, django_assert_max_num_queries
):
    for number in range(30):
        other = factories.thread_open_since(timezone.now() - timedelta(hours=number), account)
        factories.message(other, kind=Message.Kind.MEDIA)
        factories.message(thread, reply_to=f"gone-{number}")
    with django_assert_max_num_queries(29):
        signed_in.get(f"/inbox/all/t/{thread.pk}/")
    with django_assert_max_num_queries(8):
        signed_in.get("/inbox/all/rows/", **PIECE)


# --- Without scripts: forms post and come back ----------------------------------------------------
def test_a_reply_is_queued_and_the_thread_shown_again(signed_in, member, thread):  # IA-4
    page = signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    fields = {"text": "We do.", "key": key, "expected_window": "open"}
    answer = signed_in.post(f"/t/{thread.pk}/replies/", fields)
    assert answer["Location"] == f"/inbox/all/t/{thread.pk}/"
    signed_in.post(f"/t/{thread.pk}/replies/", fields)  # pressed twice
    outbound = Outbound.everywhere.get(thread=thread)
    assert outbound.member == member
    assert "We do." in signed_in.get(answer["Location"]).content.decode()


def test_a_refusal_is_told_on_the_next_page(signed_in, thread):
    fields = {"text": "We do.", "key": uuid.uuid4(), "expected_window": "human_agent"}
    answer = signed_in.post(f"/t/{thread.pk}/replies/", fields, follow=True)
    assert 'data-strip="message"' in answer.content.decode()
    assert not Outbound.everywhere.exists()


def test_a_note_is_kept(signed_in, member, thread):
    signed_in.post(f"/t/{thread.pk}/notes/", {"text": "look at customs"})
    note = Note.everywhere.get(thread=thread)
    assert (note.text, note.member) == ("look at customs", member)


def test_taking_and_giving_back(signed_in, member, thread):
    signed_in.post(f"/t/{thread.pk}/assignment/")
    thread.refresh_from_db()
    assert (thread.assignee, thread.handler) == (member, Thread.Handler.HUMAN)
    signed_in.post(f"/t/{thread.pk}/assignment/", {"_method": "delete"})
    thread.refresh_from_db()
    assert thread.assignee is None
    kinds = list(TimelineEvent.everywhere.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["taken", "released"]


def test_taking_what_a_colleague_has_is_refused_by_name(signed_in, account, thread):  # H-7
    lea = factories.member(account.workspace, name="Lea Novak")
    Thread.everywhere.filter(pk=thread.pk).update(assignee=lea)
    answer = signed_in.post(f"/t/{thread.pk}/assignment/", **PIECE)
    assert answer.status_code == 409
    assert "Lea Novak has it." in answer.content.decode()


def test_resolving_and_reopening(signed_in, thread):
    signed_in.post(f"/t/{thread.pk}/resolution/")
    thread.refresh_from_db()
    assert thread.lifecycle == Thread.Lifecycle.RESOLVED
    signed_in.delete(f"/t/{thread.pk}/resolution/", **PIECE)
    thread.refresh_from_db()
    assert thread.lifecycle == Thread.Lifecycle.OPEN


# --- With scripts: pieces -------------------------------------------------------------------------
def test_a_reply_answers_with_its_item_and_key(signed_in, thread):  # THR-3
    key = uuid.uuid4()
    answer = signed_in.post(f"/t/{thread.pk}/replies/", {"text": "We do.", "key": key}, **PIECE)
    assert answer.status_code == 201
    assert f'data-client-id="{key}"' in answer.content.decode()


def test_an_empty_reply_is_invalid_and_says_why(signed_in, thread):
    answer = signed_in.post(f"/t/{thread.pk}/replies/", {"text": "  ", "key": "x"}, **PIECE)
    assert answer.status_code == 422
    assert "Write something before you send." in answer.content.decode()


def test_a_stale_window_is_a_conflict_with_the_words_kept(signed_in, thread):  # CMP-3
    fields = {"text": "We do.", "key": uuid.uuid4(), "expected_window": "locked"}
    answer = signed_in.post(f"/t/{thread.pk}/replies/", fields, **PIECE)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-testid="strip"' in page
    assert "We do.</textarea>" in page


def test_a_comment_of_another_thread_cannot_be_answered_from_here(signed_in, account, thread):
    comment = factories.message(factories.thread(account), kind=Message.Kind.COMMENT)
    fields = {"text": "Hi", "key": uuid.uuid4(), "comment": comment.pk}
    assert signed_in.post(f"/t/{thread.pk}/replies/", fields, **PIECE).status_code == 404


def test_pieces_are_never_cached_as_pages(signed_in, thread):
    answer = signed_in.get(f"/inbox/all/t/{thread.pk}/", **PIECE)
    assert "no-store" in answer["Cache-Control"]
    assert "HX-Request" in answer["Vary"]
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("before", ["", "nonsense", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z"])
def test_older_items_take_any_instant(signed_in, thread, before):
    answer = signed_in.get(f"/t/{thread.pk}/items/", {"before": before}, **PIECE)
    assert answer.status_code == 200


# --- What is in a page ----------------------------------------------------------------------------
def every_page(signed_in, thread):
    yield signed_in.get("/inbox/all/")
    yield signed_in.get(f"/inbox/all/t/{thread.pk}/")
    yield signed_in.get("/nowhere/")
    yield Client().get("/accounts/login/")
    yield Client().get("/accounts/password/reset/")


def test_nothing_inline_but_the_import_map(signed_in, thread):
    for answer in every_page(signed_in, thread):
        page = answer.content.decode()
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
        assert all('type="importmap"' in attributes for attributes in inline)
        assert all("nonce=" in attributes for attributes in inline)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", page)
        if inline:
            nonce = re.search(r'nonce="([^"]+)"', page)[1]
            assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]


def test_ids_are_unique(signed_in, thread):
    for answer in every_page(signed_in, thread):
        ids = re.findall(r'\sid="([^"]+)"', answer.content.decode())
        assert len(ids) == len(set(ids))


def test_words_of_contacts_are_shown_and_never_run(signed_in, thread):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    factories.message(thread, text=attack)
    Thread.everywhere.update(last_message=factories.message(thread, text=attack))
    page = signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_link_that_is_not_of_the_web_is_no_link(signed_in, thread):
    message = factories.message(thread, kind=Message.Kind.MEDIA, text="")
    message.attachments.model.everywhere.create(
        workspace_id=thread.workspace_id, message=message, kind="file", url="javascript:alert(1)"
    )
    assert "javascript:" not in signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()


def test_an_unsent_message_leaves_no_words_in_the_page(signed_in, thread):  # THR-6
    factories.message(thread, text="", unsent_at=timezone.now())
    page = signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    assert 'data-kind="unsent"' in page
    assert "We deleted our copy." in page


def test_times_are_told_in_the_viewers_zone(signed_in, thread):
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    factories.message(thread, sent_at=noon - timedelta(days=40), text="in the summer")
    signed_in.cookies["zone"] = "Asia/Tokyo"
    assert ">21:00</time>" in signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    for nonsense in ("../../etc/passwd", "Nowhere/Land", "x" * 300):
        signed_in.cookies["zone"] = nonsense
        assert signed_in.get(f"/inbox/all/t/{thread.pk}/").status_code == 200


def test_a_page_that_breaks_gives_a_code_to_find_it_by(client, caplog):
    from django.test import RequestFactory

    from inbox.errors import broken

    answer = broken(RequestFactory().get("/inbox/"))
    assert answer.status_code == 500
    assert re.search(rb'class="reference">[2-9A-Z]{8}<', answer.content)


def test_you_answered_is_said_once_however_many_pages_follow(signed_in, account):
    for number in range(45):
        hours = timedelta(hours=1 + number / 60)
        answered = timezone.now() - hours + timedelta(minutes=1)
        factories.thread_open_since(timezone.now() - hours, account, last_business_at=answered)
    first = signed_in.get("/inbox/all/").content.decode()
    after = re.search(r"rows/\?after=([^\"&]+)", first)[1]
    second = signed_in.get(f"/inbox/all/rows/?after={after}", **PIECE).content.decode()
    assert (first.count('id="answered"'), second.count('id="answered"')) == (1, 0)
    assert second.count('data-testid="row"') == 5
