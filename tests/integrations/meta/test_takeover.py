"""A message typed in the Instagram app: a person has the thread from then on (W-14, K-7)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.delivery.models import Attempt, Outbound
from inbox.threads import changes, ownership
from inbox.threads.models import Message, Thread, TimelineEvent
from inbox.threads.ownership import Act
from tests import factories
from tests.integrations.meta import payloads
from tests.integrations.meta.payloads import (
    by_business,
    change,
    comment,
    echo,
    event,
    message,
    messaging,
    time_of,
)
from tests.played import Played
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
MINUTE = 60_000
START = int(timezone.now().timestamp() * 1000) - 10 * MINUTE
BEFORE = time_of(START) - timedelta(days=30)


@pytest.fixture
def shop(shop):
    shop.connected_at = BEFORE
    shop.save(update_fields=["connected_at"])
    return shop


@pytest.fixture
def owned(monkeypatch):
    """What those who follow whose a thread is were told."""
    told: list[tuple[Act, object]] = []
    monkeypatch.setattr(ownership, "_listeners", [lambda one: told.append((one.act, one.member))])
    return told


@pytest.fixture
def thread(shop, owned):
    take_in(messaging(message("M0", "do you ship?", START)))
    return Thread.everywhere.get()


def take_in(*documents):
    payloads.take_in(*documents, received_at=timezone.now())


def handler(thread):
    return Thread.everywhere.get(pk=thread.pk).handler


def test_a_person_has_the_thread_and_who_follows_it_is_told(thread, owned):
    take_in(messaging(echo("M1", "Yes, 3 days", START + MINUTE)))
    assert handler(thread) == Thread.Handler.HUMAN
    assert owned == [(Act.WROTE, None)]
    assert Thread.everywhere.get().assignee is None


def test_who_is_assigned_stays_so(thread, shop):
    nina = factories.member(shop.workspace)
    Thread.everywhere.update(assignee=nina, handler="waiting")
    take_in(messaging(echo("M1", "Yes, 3 days", START + MINUTE)))
    found = Thread.everywhere.get()
    assert (found.handler, found.assignee) == ("human", nina)


def test_five_deliveries_of_one_echo_take_over_once(thread, owned):  # F-5
    typed = messaging(echo("M1", "Yes, 3 days", START + MINUTE))
    take_in(typed, typed)
    for _ in range(3):
        take_in(typed)
    assert owned == [(Act.WROTE, None)]


def test_it_is_decided_before_what_came_along_with_it_is_answered(thread, owned):
    take_in(
        messaging(echo("M1", "Hi, Nina here", START + MINUTE)),
        messaging(message("M2", "price?", START + 2 * MINUTE)),
    )
    assert handler(thread) == Thread.Handler.HUMAN


def test_open_pages_are_told(thread, monkeypatch, django_capture_on_commit_callbacks):  # W-7
    told = []
    monkeypatch.setattr(changes, "_listeners", [told.extend])
    with django_capture_on_commit_callbacks(execute=True):
        take_in(messaging(echo("M1", "Yes, 3 days", START + MINUTE)))
    assert thread.pk in {each.thread_id for each in told}


@pytest.mark.parametrize("state", ["sending", "unknown", "queued"])
def test_what_we_sent_ourselves_is_nobody_in_the_app(thread, owned, state):
    ours(thread, "Our prices: …", state)
    take_in(messaging(echo("M1", "Our prices: …", START + MINUTE)))
    assert handler(thread) != Thread.Handler.HUMAN
    assert owned == []


def test_our_message_with_buttons_is_known_by_the_words_of_its_card(thread, owned):
    ours(thread, "Which size?", "sending")
    card = {"template_type": "button", "text": "Which size?", "buttons": []}
    said = {"mid": "M1", "is_echo": True, "attachments": [{"type": "template", "payload": card}]}
    take_in(messaging(by_business(START + MINUTE, message=said)))
    assert Message.everywhere.get(external_id="M1").origin == "automation"
    assert owned == []


def test_an_echo_that_names_our_app_is_ours(thread, owned, settings):
    settings.META_APP_ID = "4242"
    take_in(messaging(echo("M1", "changed on the way", START + MINUTE, app_id=4242)))
    assert owned == []
    take_in(messaging(echo("M2", "from elsewhere", START + MINUTE, app_id=26390)))
    assert owned == [(Act.WROTE, None)]


def test_a_comment_of_the_accounts_own_leaves_the_messages_to_whom_they_belong(thread, owned, shop):
    take_in(change("comments", comment("18100"), seconds=START // 1000))
    own = comment("18101", "see your DMs", contact=shop.external_id, parent_id="18100")
    take_in(change("comments", own, seconds=START // 1000 + 60))
    assert owned == []


def test_a_note_to_oneself_is_no_answer(thread, owned):
    take_in(messaging(echo("M1", "remember the flour", START + MINUTE, is_self=True)))
    assert owned == []


def test_what_another_app_says_while_it_has_the_conversation_is_nobody_here(thread, owned):
    take_in(messaging(echo("M1", "I am a bot", START + MINUTE), name="standby"))
    assert owned == []


@pytest.mark.parametrize("seconds", [-5, 0, 5])
def test_the_greeting_of_an_ad_comes_at_once_and_is_no_person(shop, owned, seconds):
    came_by = {"ref": "ad", "ad_id": "6100", "source": "ADS"}
    clicked = message("M0", "Hi", START, referral=came_by)
    take_in(messaging(clicked, echo("M1", "Welcome!", START + seconds * 1000)))
    assert owned == []
    take_in(messaging(echo("M2", "Nina here", START + 6_000)))
    assert owned == [(Act.WROTE, None)]


def test_what_instagram_answers_to_an_ice_breaker_is_no_person(shop, owned):
    tapped = event(START, postback={"mid": "M0", "title": "Opening hours?", "payload": "HOURS"})
    take_in(messaging(tapped), messaging(echo("M1", "9 to 17", START + 1_000)))
    assert owned == []


def test_a_quick_answer_to_words_is_a_person(thread, owned):
    take_in(messaging(echo("M1", "Yes!", START + 2_000)))
    assert owned == [(Act.WROTE, None)]


def test_history_from_before_the_account_was_connected_takes_nothing(thread, owned, shop):
    shop.connected_at = time_of(START + 2 * MINUTE)
    shop.save(update_fields=["connected_at"])
    take_in(messaging(echo("M1", "long ago", START + MINUTE)))
    assert owned == []
    take_in(messaging(echo("M2", "now", START + 2 * MINUTE)))
    assert owned == [(Act.WROTE, None)]


@pytest.mark.parametrize("kind", [TimelineEvent.Kind.RETURNED, TimelineEvent.Kind.RESOLVED])
def test_what_was_typed_before_the_handback_does_not_take_over_again(thread, owned, kind):  # K-7
    at = time_of(START + 2 * MINUTE)
    TimelineEvent.everywhere.create(
        workspace_id=thread.workspace_id, thread=thread, kind=kind, at=at
    )
    take_in(messaging(echo("M1", "came late", START + MINUTE)))
    assert owned == []
    take_in(messaging(echo("M2", "typed afterwards", START + 3 * MINUTE)))
    assert owned == [(Act.WROTE, None)]


def test_as_the_sandbox_plays_it(sandbox, owned):
    account = factories.account(external_id=IG_ID, username="bakery.demo", token=TOKEN)
    account.connected_at = timezone.now() - timedelta(hours=1)
    account.save(update_fields=["connected_at"])
    played = Played(sandbox)
    asked = played.does("text", text="do you ship?", when=60)
    played.does("typed_in_app", text="Yes, 3 days")
    assert handler(asked.thread) == Thread.Handler.HUMAN
    assert owned == [(Act.WROTE, None)]


def ours(thread, text, state):
    """A call of an automation is under way, or may have arrived."""
    said = factories.message(
        thread, origin="automation", external_id=None, text=text, sent_at=time_of(START)
    )
    made = {"workspace_id": thread.workspace_id, "account": thread.account, "author": "automation"}
    made |= {"priority": 2, "envelope": {"text": text}, "client_key": uuid4(), "state": state}
    outbound = Outbound.everywhere.create(thread=thread, message=said, **made)
    Attempt.everywhere.create(
        workspace_id=thread.workspace_id,
        account_id=thread.account_id,
        outbound=outbound,
        number=1,
        fence=1,
        started_at=time_of(START),
        outcome=Attempt.Outcome.UNDER_WAY if state == "sending" else Attempt.Outcome.UNKNOWN,
        finished_at=None if state == "sending" else time_of(START + 1_000),
    )
    return outbound
