"""What a person sees who takes over: why, since when, the way there, the last words (H-5)."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from automations.models import Handoff
from automations.panel.panel import Panel
from automations.panel.telling import tell
from inbox.accounts.models import Team
from inbox.contacts.models import Captured, Label, Labelling
from inbox.delivery.models import Outbound
from inbox.live import pieces
from inbox.threads import acts
from inbox.threads.models import Thread
from tests import factories
from tests.automations.panel.handoffs import handed_off, run_of, step

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PIECE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def account():
    return factories.account(human_agent_approved=True)


@pytest.fixture
def kim(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def signed_in(client, kim):
    client.force_login(kim.user)
    return client


@pytest.fixture
def thread(account, time_machine):
    time_machine.move_to(NOON, tick=False)
    person = factories.contact(account, name="Ada Moreno")
    return factories.thread_open_since(
        NOON - timedelta(hours=1), contact=person, handler=Thread.Handler.WAITING
    )


def text_of(page):
    words = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", words)


def panel_on(client, thread):
    page = client.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    found = re.search(r'<section class="handoff".*?</section>', page, re.DOTALL)
    return found[0]


def test_it_shows_reason_time_path_answers_and_last_words(signed_in, thread):  # HND-1, H-5
    run = run_of(thread, "Sizes", answers={"size": "M"})
    step(run, "ask", words="Which size do you need?")
    step(run, "answer", detail="size = M")
    step(run, "ask", words="Which city?")
    said = factories.message(thread, text="can I talk to someone?", sent_at=NOON)
    handed_off(thread, run=run, words="talk to someone", started_at=NOON - timedelta(minutes=18))
    panel = panel_on(signed_in, thread)
    words = text_of(panel)
    assert 'data-testid="handoff" data-state="waiting"' in panel
    assert "Asked for a person talk to someone" in words
    assert "Waiting 18 min" in words
    assert "reply by 11:00" not in words
    assert "reply by Tue 11:00" in words  # a day after they wrote (W-2)
    assert "Rule: Sizes Which size do you need? M Which city?" in words
    assert "Answers size M" in words
    assert f'href="/t/{thread.pk}/#message-{said.pk}"' in panel
    assert "can I talk to someone?" in words


def test_nothing_is_shown_that_is_not_known(signed_in, thread):  # H-5
    handed_off(thread, reason=Handoff.Reason.PASSED_ON)
    thread.messages.update(text="")  # they sent a picture
    words = text_of(panel_on(signed_in, thread))
    for absent in ("Path", "Answers", "Last said", "They were told", "Asked now"):
        assert absent not in words
    assert "Passed by a colleague" in words


def test_a_thread_without_a_handoff_has_no_panel(signed_in, thread):
    assert "hidden" in panel_on(signed_in, thread)


def test_it_says_who_was_asked_and_when_the_next_one_is(signed_in, thread, kim):  # HND-5, H-6
    lea = factories.member(thread.workspace, name="Lea Brandt")
    team = Team.everywhere.create(workspace=thread.workspace, name="Returns")
    handed_off(
        thread, team=team, asked=[lea.pk], offered_to=kim,
        escalates_at=NOON + timedelta(minutes=6),
    )  # fmt: skip
    words = text_of(panel_on(signed_in, thread))
    assert "For the team Returns" in words
    assert "Asked before: Lea Brandt" in words
    assert "Asked now: Kim Silva" in words
    assert "The next is asked at 12:06 ( 6:00 )" in words


def test_when_nobody_is_left_to_ask_it_is_anybodys(signed_in, thread):  # H-6
    handed_off(thread)
    assert "Whoever is free may take it" in text_of(panel_on(signed_in, thread))


def test_what_the_contact_was_told_is_shown_with_its_message(signed_in, thread):  # H-4
    told = factories.message(thread, origin="automation", text="Someone will answer soon.")
    outbound = Outbound.everywhere.create(
        workspace=thread.workspace, account=thread.account, thread=thread, message=told,
        author="automation", priority=2, envelope={}, client_key=uuid4(),
        state="sent", settled_at=NOON,
    )  # fmt: skip
    handed_off(thread, acknowledged_by=outbound)
    panel = panel_on(signed_in, thread)
    assert "They were told Someone will answer soon." in text_of(panel)
    assert f"#message-{told.pk}" in panel


def test_taken_it_says_who_has_it_and_offers_no_taking(signed_in, thread, kim):
    handed_off(thread, started_at=NOON - timedelta(minutes=4), taken_at=NOON, taken_by=kim)
    Thread.everywhere.filter(pk=thread.pk).update(assignee=kim, handler="human")
    panel = panel_on(signed_in, thread)
    assert 'data-state="taken"' in panel
    assert "Kim Silva has it · reply by" in text_of(panel)
    assert "Kim Silva took over 12:00 , after 4 min" in text_of(panel)
    assert "Take over" not in text_of(panel)
    assert "To bot" in text_of(panel)


def test_it_stays_for_a_day_and_is_then_history(signed_in, thread, kim, time_machine):
    handed_off(thread, taken_at=NOON, taken_by=kim, ended_at=NOON, ended="resolved")
    time_machine.move_to(NOON + timedelta(hours=24, seconds=-1), tick=False)
    assert 'data-state="ended"' in panel_on(signed_in, thread)
    time_machine.move_to(NOON + timedelta(hours=24), tick=False)
    assert "hidden" in panel_on(signed_in, thread)
    page = signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    assert "Handoff: Asked for a person · Kim Silva · Resolved" in page


@pytest.mark.parametrize(
    ("ago", "words", "ends_in"),
    [
        (timedelta(hours=24, seconds=-1), "reply by {time}", timedelta(seconds=1)),
        (timedelta(hours=24), "reply by {time}", timedelta(days=6)),  # a person still may (W-8)
        (timedelta(days=8), "locked until they write", None),
    ],
)
def test_until_when_to_reply_is_what_the_window_says(account, time_machine, ago, words, ends_in):
    time_machine.move_to(NOON, tick=False)  # W-1
    thread = factories.thread_open_since(NOON - ago, account)
    told = Panel(handed_off(thread), thread, NOON).reply_by
    assert (told.words, told.at) == (words, NOON + ends_in if ends_in else None)


def test_the_newest_lines_are_the_contacts_own(thread):
    for number in range(5):
        factories.message(thread, text=f"line {number}", sent_at=NOON + timedelta(seconds=number))
    factories.message(thread, text="ours", origin="app", sent_at=NOON + timedelta(minutes=1))
    factories.message(thread, text="", unsent_at=NOON, sent_at=NOON + timedelta(minutes=2))
    panel = Panel(handed_off(thread), thread, NOON)
    assert [message.text for message in panel.last_said] == ["line 2", "line 3", "line 4"]


def test_a_pushed_thread_carries_its_panel_and_nothing_personal(thread, kim):  # L-10
    handed_off(thread, words="agent")
    (changed,) = pieces.threads([thread.pk], NOON)
    html = pieces.thread(changed, [], NOON)
    assert 'id="handoff"' in html
    assert "Asked for a person" in html
    assert "csrfmiddlewaretoken" not in html


def test_it_costs_one_query_where_there_never_was_one(thread, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tell(thread, NOON).section is None


def test_another_workspaces_handoff_is_not_found(signed_in, thread):
    handed_off(thread, words="agent")
    stranger = Client()
    stranger.force_login(factories.member(role="admin").user)
    for method, noun in (("get", "assignment"), ("post", "assignment"), ("post", "return")):
        assert getattr(stranger, method)(f"/t/{thread.pk}/{noun}/").status_code == 404


def test_the_sidebar_tells_what_is_known_of_the_contact(signed_in, thread, kim):
    contact = thread.contact
    Captured.everywhere.create(
        workspace=thread.workspace, contact=contact, field="email", value="ada@example.org",
        source="Sizes: Your e-mail?",
    )  # fmt: skip
    label = Label.everywhere.create(workspace=thread.workspace, name="wholesale", hue=150)
    Labelling.everywhere.create(workspace=thread.workspace, contact=contact, label=label)
    contact.opted_out_at = timezone.now()
    contact.save(update_fields=["opted_out_at"])
    acts.resolve(thread, kim)
    page = signed_in.get(f"/inbox/all/t/{thread.pk}/").content.decode()
    words = text_of(page[page.index("<aside") :])
    assert "email ada@example.org Sizes: Your e-mail?" in words
    assert "wholesale" in words
    assert "Opted out of automated messages" in words  # P-3
    assert "Resolved by Kim Silva" in words
    order = ["Permission to write", "Answers", "Labels", "Earlier", "Technical details"]
    assert sorted(order, key=words.index) == order
