"""The queue page: who sees what of it, what it says, and what it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
import redis
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.accounts.switches import stop_automations
from inbox.delivery.guard import Automation, Person
from inbox.delivery.models import Attempt, Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db
RULE = Automation(1, "Prices")
State = Outbound.State


@pytest.fixture(autouse=True)
def empty_redis(settings):
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter("pace:*"):
        client.delete(key)
    yield
    client.close()


@pytest.fixture
def account(db):
    return factories.account(username="shop", messages_per_hour=1, warms_up=False)


@pytest.fixture
def lead(account):
    return factories.member(account.workspace, role="lead", name="Lena Sousa")


@pytest.fixture
def agent(account):
    return factories.member(account.workspace, name="Kim Duarte")


def wait(account, opened_ago=timedelta(hours=1), author=RULE, text="Hello.", **of_thread):
    opened = timezone.now() - opened_ago
    thread = factories.thread_open_since(opened, account, **of_thread)
    return queue_reply(thread, text, author=author, key=uuid4())


def look(client, member, path="/queue/", **how):
    client.force_login(member.user)
    return client.get(path, **how)


def words(answer):
    return " ".join(answer.content.decode().split())


# --- Who sees what --------------------------------------------------------------------------------
def test_strangers_get_nowhere(client, account):
    assert client.get("/queue/").status_code == 302
    stranger = factories.member()
    assert look(client, stranger, f"/queue/{account.pk}/").status_code == 404
    assert "@shop" not in words(look(client, stranger))


def test_a_lead_sees_every_account_of_the_workspace_and_no_other(client, account, lead):
    factories.account(account.workspace, username="second")
    factories.account(username="foreign")
    shown = words(look(client, lead))
    assert "@shop" in shown
    assert "@second" in shown
    assert "foreign" not in shown


def test_agents_see_the_figures_and_what_waits_in_their_own_threads(client, account, lead, agent):
    wait(account, text="In mine.", assignee=agent)
    wait(account, text="In nobody's.")
    path = f"/queue/{account.pk}/"
    of_agent = words(look(client, agent, path))
    assert 'data-figure="depth">2<' in of_agent
    assert "In mine." in of_agent
    assert "In nobody&#x27;s." not in of_agent
    assert reverse("account_automations", args=[account.pk]) not in of_agent
    of_lead = words(look(client, lead, path))
    assert "In nobody&#x27;s." in of_lead
    assert reverse("account_automations", args=[account.pk]) in of_lead


def test_an_agent_is_told_only_of_own_risks(client, account, agent):
    wait(account)
    wait(account, timedelta(hours=23, minutes=50), text="Theirs.")
    wait(account, timedelta(hours=23, minutes=40), text="Mine.", assignee=agent)
    [board] = (look(client, agent).context["board"],)
    assert [item.text for item in board.risk] == ["Mine."]
    assert board.at_risk == 1


# --- What it says ---------------------------------------------------------------------------------
def test_the_gauge_says_used_and_limit(client, account, lead):  # OPS-1
    sent = wait(account)
    Outbound.everywhere.filter(pk=sent.pk).update(state=State.SENT, settled_at=timezone.now())
    Attempt.everywhere.create(
        workspace=account.workspace, account=account, outbound=sent, number=1, fence=1,
        finished_at=timezone.now(), outcome="accepted",
    )  # fmt: skip
    Lane.everywhere.update_or_create(
        account=account, defaults={"workspace": account.workspace, "permits": 1}
    )
    wait(account)
    answer = look(client, lead)
    board = answer.context["board"]
    assert board.hour.text == "1 / 1"
    assert 'aria-valuetext="1 of 1 automated messages in the last 60 minutes"' in words(answer)
    assert board.state.kind == "full"
    assert answer.context["chart"].total == 1


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"status": "disconnected", "status_detail": "Session ended."}, "disconnected", "Session"),
        ({}, "sending", "as the limits allow"),
    ],
)
def test_the_state_has_its_word_and_sentence(client, account, lead, change, kind, says):
    wait(account)
    Account.everywhere.filter(pk=account.pk).update(**change)
    answer = look(client, lead)
    assert answer.context["board"].state.kind == kind
    assert says in words(answer)


def test_a_hold_says_until_when_and_that_instagram_asked(client, account, lead):  # L-8
    wait(account)
    until = timezone.now() + timedelta(minutes=20)
    Lane.everywhere.create(
        workspace=account.workspace, account=account, held_until=until, held_because="rate_limited"
    )
    answer = look(client, lead)
    assert answer.context["board"].state.kind == "held"
    assert "because Instagram asked" in words(answer)


def test_a_stop_says_who_and_why_and_that_people_go_on(client, account, lead):  # K-11
    wait(account)
    stop_automations(account, by=lead, because="Wrong prices")
    answer = look(client, lead)
    assert answer.context["board"].state.kind == "stopped"
    for says in ("Lena Sousa", "Wrong prices", "People&#x27;s replies still go", "Resume"):
        assert says in words(answer)


def test_without_redis_it_says_that_it_does_not_know(client, account, lead, settings, unused_port):
    wait(account)
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port}/0"
    answer = look(client, lead)
    assert answer.context["board"].state.kind == "unknown"
    assert answer.context["board"].hour.text == "– / 1"
    assert "Not known" in words(answer)


def test_an_empty_queue_and_no_account_say_so(client, account, lead):
    assert "Nothing waits. All has gone out." in words(look(client, lead))
    assert "No account is connected yet" in words(look(client, factories.member(role="lead")))


def test_what_is_late_stands_at_risk_with_its_acts(client, account, lead):  # OPS-2
    wait(account)
    late = wait(account, timedelta(hours=23, minutes=50), text="<b>Too late</b>")
    later = wait(account, timedelta(hours=23, minutes=30))
    answer = look(client, lead)
    board = answer.context["board"]
    assert [item.outbound.pk for item in board.risk] == [later.pk]
    assert late.pk not in [item.outbound.pk for item in board.risk]
    assert "<b>Too late" not in words(answer)
    for act in ("send_next", "send_handover", "send_withdrawal"):
        assert reverse(act, args=[later.thread_id, later.pk]) in words(answer)


# --- The list -------------------------------------------------------------------------------------
def test_a_persons_reply_is_first_of_all_that_waits(client, account, lead, agent):  # OPS-3
    for _ in range(3):
        wait(account)
    mine = wait(account, author=Person(agent), text="Now.")
    items = look(client, lead).context["page"].items
    assert items[0].outbound.pk == mine.pk
    assert items[0].goes_now


def test_the_list_is_paged_in_order_and_narrowed_by_class(
    client, account, lead, agent, monkeypatch
):
    monkeypatch.setattr("inbox.delivery.waiting.items.AT_ONCE", 2)
    wait(account, author=Person(agent))
    for hours in (5, 3, 4):
        wait(account, timedelta(hours=hours))
    seen, after = [], ""
    while True:
        page = look(client, lead, f"/queue/{account.pk}/", data={"after": after}).context["page"]
        seen += [item.outbound.pk for item in page.items]
        if not (after := page.older):
            break
    order = ("priority", "window_ends_at", "pk")
    assert seen == list(Outbound.everywhere.order_by(*order).values_list("pk", flat=True))
    people = look(client, lead, f"/queue/{account.pk}/?class=people").context["page"].items
    assert [item.slug for item in people] == ["people"]


@pytest.mark.parametrize(
    "query",
    [
        "after=nonsense",
        "class=none",
        "after=1~x~2",
        "after=1~~x",
        "after=1~0001-01-01~99999999999999999999",
    ],
)
def test_nonsense_in_the_address_asks_for_nothing(client, account, lead, query):
    wait(account)
    answer = look(client, lead, f"/queue/{account.pk}/?{query}")
    assert answer.status_code == 200


def test_asked_for_a_piece_it_answers_with_a_piece(client, account, lead):
    answer = look(client, lead, HTTP_HX_REQUEST="true")
    assert words(answer).startswith('<div class="queue-live" id="queue"')


def test_it_costs_the_same_however_much_waits(client, account, lead):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            look(client, lead)
        return len(queries)

    for _ in range(2):
        wait(account, timedelta(hours=23, minutes=30))
    look(client, lead)
    alone = cost()
    for _ in range(6):
        wait(account, timedelta(hours=23, minutes=30))
    assert cost() == alone


# --- Handing over ---------------------------------------------------------------------------------
def hand_over(client, member, outbound, **data):
    client.force_login(member.user)
    return client.post(
        reverse("send_handover", args=[outbound.thread_id, outbound.pk]), {"next": "/queue/"} | data
    )


def test_handing_over_takes_back_what_is_automated_and_calls_for_a_person(
    client, account, agent
):  # H-4
    late = wait(account)
    other = queue_reply(late.thread, "And more.", author=RULE, key=uuid4())
    answer = hand_over(client, agent, late)
    assert (answer.status_code, answer.url) == (302, "/queue/")
    for one in (late, other):
        one.refresh_from_db()
        assert (one.state, one.detail) == (State.WITHDRAWN, "Handed to a person by Kim Duarte.")
    assert Thread.everywhere.get(pk=late.thread_id).handler == Thread.Handler.WAITING


def test_a_persons_own_reply_is_not_handed_over(client, account, agent):
    mine = wait(account, author=Person(agent))
    hand_over(client, agent, mine)
    mine.refresh_from_db()
    assert mine.state == State.QUEUED


def test_what_has_gone_is_not_handed_over(client, account, agent):
    gone = wait(account)
    Outbound.everywhere.filter(pk=gone.pk).update(state=State.SENT, settled_at=timezone.now())
    answer = hand_over(client, agent, gone, next="https://evil.example/")
    assert answer.status_code == 302
    assert "evil" not in answer.url
    assert Thread.everywhere.get(pk=gone.thread_id).handler == Thread.Handler.AUTOMATION


def test_strangers_hand_nothing_over(client, account):
    one = wait(account)
    assert hand_over(client, factories.member(), one).status_code == 404
    one.refresh_from_db()
    assert one.state == State.QUEUED
