"""Being told when a contact writes: once, only who asked, and only by what opens the window."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.threads import changes, watching
from inbox.threads.changes import Told
from inbox.threads.models import Watch
from tests import factories

pytestmark = pytest.mark.django_db
PIECE = {"HTTP_HX_REQUEST": "true"}
MONTH = timedelta(days=30)


@pytest.fixture
def account():
    return factories.account()


@pytest.fixture
def member(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def colleague(account):
    return factories.member(account.workspace)


def locked(account, name="Ada Moreno"):
    person = factories.contact(account, name=name)
    return factories.thread_open_since(timezone.now() - MONTH, contact=person)


@pytest.fixture
def thread(account):
    return locked(account)


@pytest.fixture
def told(monkeypatch):
    """Whom the pages were told about, in order."""
    found = []
    monkeypatch.setattr(changes, "_listeners", [found.extend])
    return found


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


def write(*threads):
    watching.wrote({each.pk for each in threads}, timezone.now())


def names(of):
    return [watch.thread.contact.name for watch in watching.of(of)]


def shown(client, thread, **how):
    return client.get(f"/inbox/all/t/{thread.pk}/", **how).content.decode()


def test_asking_twice_waits_once(thread, member):
    watching.watch(thread, member)
    watching.watch(thread, member)
    assert Watch.everywhere.get().wrote_at is None
    assert names(member) == []


def test_only_who_asked_is_told(thread, member, colleague):
    watching.watch(thread, member)
    write(thread)
    assert names(member) == ["Ada Moreno"]
    assert names(colleague) == []


def test_one_is_told_once(thread, member, colleague, told, django_capture_on_commit_callbacks):
    watching.watch(thread, member)
    watching.watch(thread, colleague)
    with django_capture_on_commit_callbacks(execute=True):
        write(thread)
    assert told == [Told(member.pk), Told(colleague.pk)]
    first = watching.of(member)[0].wrote_at
    with django_capture_on_commit_callbacks(execute=True):
        write(thread)
    assert len(told) == 2
    assert watching.of(member)[0].wrote_at == first


def test_who_waits_for_others_is_not_told(account, thread, member):
    watching.watch(locked(account, "Noor Haddad"), member)
    write(thread)
    assert names(member) == []


def test_nobody_waiting_costs_a_batch_one_query(account, thread, django_assert_num_queries):
    both = thread, locked(account)
    with django_assert_num_queries(1):
        write(*both)


def test_asked_again_it_waits_anew(thread, member):
    watching.watch(thread, member)
    write(thread)
    watching.watch(thread, member)
    assert names(member) == []
    write(thread)
    assert names(member) == ["Ada Moreno"]


def test_the_newest_come_first_and_not_too_many(account, member):
    for number in range(watching.MOST + 1):
        each = locked(account, f"Guest {number}")
        watching.watch(each, member)
        watching.wrote([each.pk], timezone.now() + timedelta(minutes=number))
    assert names(member) == [f"Guest {number}" for number in range(watching.MOST, 0, -1)]


def test_who_left_the_workspace_is_waited_for_no_more(thread, member):
    watching.watch(thread, member)
    member.delete()
    write(thread)
    assert not Watch.everywhere.exists()


# --- Through the front door -----------------------------------------------------------------------
def test_the_button_is_there_while_nothing_can_be_sent(signed_in, account, thread):
    words = "Tell me when they write</button>"
    assert words in shown(signed_in, thread)
    opened = factories.thread_open_since(timezone.now(), account)
    assert words not in shown(signed_in, opened)


def test_it_is_asked_for_and_confirmed_without_scripts(signed_in, thread, member):
    answer = signed_in.post(f"/t/{thread.pk}/watch/")
    page = signed_in.get(answer["Location"]).content.decode()
    assert 'role="status">You will be told when Ada Moreno writes.' in page
    assert Watch.everywhere.get().member == member  # the page that came back did not end it


def test_with_scripts_the_thread_is_the_answer(signed_in, thread):
    answer = signed_in.post(f"/t/{thread.pk}/watch/", **PIECE)
    assert answer.status_code == 200
    assert b'id="composer"' in answer.content


def test_a_page_arrives_with_what_one_was_told(signed_in, thread, member, colleague):
    watching.watch(thread, member)
    write(thread)
    words = "<bdi>Ada Moreno</bdi> wrote"
    assert words in signed_in.get("/inbox/all/").content.decode()
    assert words in signed_in.get("/inbox/all/counts/", **PIECE).content.decode()
    other = Client()
    other.force_login(colleague.user)
    assert words not in other.get("/inbox/all/").content.decode()


def test_opening_the_thread_is_having_looked(signed_in, thread, member, colleague):
    for each in (member, colleague):
        watching.watch(thread, each)
    write(thread)
    shown(signed_in, thread, **PIECE)
    assert names(member) == []
    assert names(colleague) == ["Ada Moreno"]


def test_a_page_that_reads_again_has_opened_nothing(signed_in, thread, member):
    watching.watch(thread, member)
    write(thread)
    signed_in.get(f"/inbox/all/t/{thread.pk}/?items=30", **PIECE)
    assert names(member) == ["Ada Moreno"]


def test_opening_a_thread_that_is_still_locked_waits_on(signed_in, thread, member):
    watching.watch(thread, member)
    assert 'data-testid="notice"' not in shown(signed_in, thread)
    write(thread)
    assert names(member) == ["Ada Moreno"]


def test_one_can_be_done_with_it_from_another_thread(signed_in, account, thread, member):
    noor = locked(account, "Noor Haddad")
    for each in (thread, noor):
        watching.watch(each, member)
    write(thread, noor)
    answer = signed_in.post(f"/t/{thread.pk}/watch/", {"_method": "delete"}, **PIECE)
    content = answer.content.decode()
    assert "Noor Haddad" in content
    assert "Ada Moreno" not in content
    assert 'id="composer"' not in content  # another thread may be open
    assert signed_in.delete(f"/t/{noor.pk}/watch/")["Location"] == "/inbox/"
    assert names(member) == []


def test_names_are_escaped(signed_in, account, member):
    thread = locked(account, "<script>alert(1)</script>")
    watching.watch(thread, member)
    write(thread)
    assert "<script>alert" not in signed_in.get("/inbox/all/").content.decode()
