"""Whose turn it is: by turn, by load, by topic; only who is there and has room (H-4)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from automations.handoffs import routing
from automations.models import AutomationSettings, Handoff, TopicRoute
from inbox.accounts.models import Member
from inbox.delivery.locks import lock_thread
from tests import factories
from tests.automations.handoffs.conftest import begin, busy_with

pytestmark = pytest.mark.django_db


def fresh(account, now):
    return factories.thread_open_since(now, account)


def offered(account, now, number):
    """Who is asked about one new thread after the other."""
    return [begin(fresh(account, now)).offered_to for _ in range(number)]


def test_least_busy_asks_who_has_the_fewest(account, person, now):  # H-4
    kim, lea = person("Kim"), person("Lea")
    busy_with(kim, 2)
    assert offered(account, now, 3) == [lea, lea, kim]  # offers count, too


def test_in_turn_it_goes_round_whoever_is_busy(account, person, have, now, time_machine):  # H-4
    have(routing="round_robin")
    kim, lea, ana = person("Kim"), person("Lea"), person("Ana")
    busy_with(kim, 5)
    found = []
    for number in range(4):
        time_machine.move_to(now + timedelta(seconds=number), tick=False)
        found += offered(account, now, 1)
    assert found == [kim, lea, ana, kim]


def test_chosen_by_hand_nobody_is_asked(account, person, have, now):  # H-4
    have(routing="manual")
    person("Kim")
    handoff = begin(fresh(account, now))
    assert handoff.offered_to is None
    assert handoff.escalates_at == now + timedelta(minutes=10)


@pytest.mark.parametrize("where", ["busy", "away"])
def test_only_who_is_there_is_asked(account, person, now, where):  # H-4
    person("Kim", availability=where)
    assert offered(account, now, 1) == [None]


def test_nobody_gets_more_than_their_capacity(account, person, now):  # H-4
    kim = person("Kim", capacity=2)
    busy_with(kim, 1)
    assert offered(account, now, 2) == [kim, None]
    Member.everywhere.update(capacity=0)  # no limit
    assert offered(account, now, 1) == [kim]


def test_who_left_is_not_asked(account, person, now):
    kim = person("Kim")
    kim.user.is_active = False
    kim.user.save()
    assert offered(account, now, 1) == [None]


def test_agents_come_before_those_who_lead_them(account, person, now):
    person("Ana", role="admin")
    kim = person("Kim")
    busy_with(kim, 3)
    assert offered(account, now, 1) == [kim]


def test_where_there_are_no_agents_everybody_answers(account, person, now):
    ana = person("Ana", role="admin")
    assert offered(account, now, 1) == [ana]


def test_people_of_another_workspace_are_never_asked(account, now):
    factories.member()
    assert offered(account, now, 1) == [None]


def test_a_topic_goes_to_its_team_the_first_that_matches(account, workspace, person, now):  # H-4
    sales, returns = workspace.teams.create(name="Sales"), workspace.teams.create(name="Returns")
    lea = person("Lea", role="lead", team=returns)
    person("Kim")
    for position, (name, words, team) in enumerate(
        [("Returns", ["send back", "reembolso"], returns), ("Prices", ["price"], sales)]
    ):
        TopicRoute.everywhere.create(
            workspace=workspace, name=name, words=words, team=team, position=position
        )
    thread = fresh(account, now)
    said = factories.message(thread, text="Can I SEND BACK this at full price? Human please")
    handoff = begin(thread, message=said, words="Human")
    thread.refresh_from_db()
    assert handoff.team == thread.team == returns
    assert handoff.offered_to == lea


def test_a_topic_is_whole_words(account, workspace, person, now):
    sales = workspace.teams.create(name="Sales")
    TopicRoute.everywhere.create(workspace=workspace, name="P", words=["price"], team=sales)
    thread = fresh(account, now)
    said = factories.message(thread, text="priceless service, a human please")
    assert begin(thread, message=said).team is None


def test_without_a_topic_it_is_the_usual_team_and_nobody_else(
    account, workspace, person, have, now
):
    support = workspace.teams.create(name="Support")
    have(default_team=support)
    person("Kim")
    handoff = begin(fresh(account, now))
    assert (handoff.team, handoff.offered_to) == (support, None)
    lea = person("Lea", team=support)
    assert begin(fresh(account, now)).offered_to == lea


def test_who_had_the_contact_before_is_asked_first_if_they_are_free(account, person, now):
    person("Kim")
    lea = person("Lea")
    busy_with(lea, 3)
    before = factories.thread_open_since(now, account, assignee=lea)
    assert begin(before).offered_to == lea
    Member.everywhere.filter(pk=lea.pk).update(availability="away")
    again = factories.thread_open_since(now, account, assignee=lea)
    assert begin(again).offered_to.name == "Kim"


@pytest.mark.django_db(transaction=True)
def test_two_who_are_routed_at_once_go_to_two_people(account, person, now):  # H-4
    kim, lea = person("Kim"), person("Lea")
    threads = [fresh(account, now) for _ in range(2)]
    both_chose = threading.Barrier(2)

    def hand_over(thread):
        from automations import handoffs

        try:
            with transaction.atomic():
                handoffs.begin(lock_thread(thread.pk), Handoff.Reason.ASKED)
                both_chose.wait(10)  # neither has committed when the other has chosen
        finally:
            connection.close()

    running = [threading.Thread(target=hand_over, args=[thread]) for thread in threads]
    for one in running:
        one.start()
    for one in running:
        one.join(20)
    assert {each.offered_to for each in Handoff.everywhere.all()} == {kim, lea}


@pytest.mark.django_db(transaction=True)
def test_the_only_one_there_is_asked_even_while_another_asks_them(account, person, now):
    kim = person("Kim")
    with transaction.atomic():
        Member.everywhere.select_for_update(no_key=True).get(pk=kim.pk)
        found = []

        def choose():
            settings = AutomationSettings(workspace_id=account.workspace_id)
            found.append(routing.choose(settings, None))
            connection.close()

        other = threading.Thread(target=choose)
        other.start()
        other.join(20)
    assert found == [kim]
