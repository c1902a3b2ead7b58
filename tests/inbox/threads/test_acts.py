"""Who has a thread: taken, given, given back; each told in the timeline and to who must know."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from inbox.accounts import tokens
from inbox.accounts.models import ApiToken, Team
from inbox.threads import acts, ownership, watching
from inbox.threads.models import Note, Thread, TimelineEvent, Watch
from inbox.threads.models.thread import AlreadyTaken
from inbox.threads.ownership import Act
from inbox.threads.sentences import sentence_of
from tests import factories

HOUR = timedelta(hours=1)


@pytest.fixture
def thread(db):
    return factories.thread_open_since(timezone.now() - HOUR)


@pytest.fixture
def kim(thread):
    return factories.member(thread.workspace, name="Kim Silva")


@pytest.fixture
def lea(thread):
    return factories.member(thread.workspace, name="Lea Brandt")


@pytest.fixture
def heard(monkeypatch):
    """What those who follow who has a thread were told."""
    found = []
    monkeypatch.setattr(ownership, "_listeners", [found.append])
    return found


def stored(thread):
    return Thread.everywhere.get(pk=thread.pk)


def lines(thread):
    events = TimelineEvent.everywhere.filter(thread=thread).select_related("member__user")
    return [sentence_of(event) for event in events.order_by("pk")]


def test_taking_is_told_in_the_thread_and_to_who_must_know(thread, kim, heard):  # H-4
    acts.take(thread, kim)
    assert lines(thread) == ["Kim Silva took this conversation"]
    assert [(each.act, each.member) for each in heard] == [(Act.TAKEN, kim)]


def test_what_is_mine_is_not_taken_again(thread, kim, heard):
    acts.take(thread, kim)
    assert acts.take(thread, kim) is None
    assert len(lines(thread)) == len(heard) == 1


def test_who_comes_second_is_told_who_has_it(thread, kim, lea, heard):  # H-7
    acts.take(stored(thread), kim)
    with pytest.raises(AlreadyTaken) as refused:
        acts.take(thread, lea)
    assert refused.value.by == kim
    assert [each.member for each in heard] == [kim]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_at_once_one_wins_and_one_is_told(heard):  # H-7
    thread = factories.thread_open_since(timezone.now())
    rivals = [factories.member(thread.workspace) for _ in range(2)]
    start, outcomes = threading.Barrier(2), {}

    def take(member):
        mine = stored(thread)
        start.wait(timeout=10)
        try:
            acts.take(mine, member)
            outcomes[member.pk] = "has it"
        except AlreadyTaken as refused:
            outcomes[member.pk] = refused.by.pk
        finally:
            connection.close()

    presses = [threading.Thread(target=take, args=[member]) for member in rivals]
    for each in presses:
        each.start()
    for each in presses:
        each.join(timeout=20)
    winner = stored(thread).assignee_id
    loser = next(member.pk for member in rivals if member.pk != winner)
    assert outcomes == {winner: "has it", loser: winner}
    assert TimelineEvent.everywhere.filter(thread=thread, kind="taken").count() == 1
    assert [each.member.pk for each in heard] == [winner]


def test_giving_it_to_a_colleague_calls_them(thread, kim, lea, heard):
    acts.take(thread, kim)
    acts.assign(thread, lea, None, kim, "She knows them")
    assert (stored(thread).assignee, stored(thread).handler) == (lea, Thread.Handler.HUMAN)
    assert lines(thread)[-1] == "Kim Silva gave this to Lea Brandt"
    assert Note.everywhere.get(thread=thread).text == "She knows them"
    assert (heard[-1].act, heard[-1].member) == (Act.TAKEN, lea)
    assert [watch.happened for watch in watching.of(lea)] == ["assigned"]
    assert not watching.of(kim)


def test_given_to_a_team_it_waits_for_one_of_them(thread, kim, heard):
    team = Team.everywhere.create(workspace=thread.workspace, name="Returns")
    acts.take(thread, kim)
    acts.assign(thread, None, team, kim)
    found = stored(thread)
    assert (found.assignee, found.team, found.handler) == (None, team, Thread.Handler.WAITING)
    assert lines(thread)[-1] == "Kim Silva gave this to the team Returns"
    assert (heard[-1].act, heard[-1].member) == (Act.RELEASED, kim)


def test_what_is_theirs_is_not_given_again(thread, kim, lea, heard):
    assert acts.assign(thread, lea, None, kim)
    assert acts.assign(thread, lea, None, kim) is None
    assert len(heard) == 1


def test_a_rule_that_says_whose_it_is_goes_on_answering(thread, kim, heard):  # K-5
    acts.assign(thread, kim, None, None)
    assert (stored(thread).assignee, stored(thread).handler) == (kim, Thread.Handler.AUTOMATION)
    assert lines(thread) == ["Given to Kim Silva"]
    assert heard == []


def test_a_program_gives_it_in_its_own_name(thread, kim, heard):
    tokens.issue(thread.workspace, "Order desk")
    acts.assign(thread, kim, None, ApiToken.everywhere.get(workspace=thread.workspace))
    assert lines(thread) == ["Order desk gave this to Kim Silva"]
    assert [(each.act, each.member) for each in heard] == [(Act.TAKEN, kim)]


def test_given_back_it_is_automations_and_nobodys(thread, kim, heard):  # K-7
    acts.take(thread, kim)
    acts.give_back(thread, kim)
    assert (stored(thread).assignee, stored(thread).handler) == (None, Thread.Handler.AUTOMATION)
    assert lines(thread)[-1] == "Kim Silva gave this back to automation"
    assert (heard[-1].act, heard[-1].member) == (Act.RETURNED, kim)
    assert acts.give_back(thread, kim) is None


def test_released_it_stays_a_persons(thread, kim, heard):
    acts.take(thread, kim)
    acts.release(thread, kim)
    assert (stored(thread).assignee, stored(thread).handler) == (None, Thread.Handler.HUMAN)
    assert heard[-1].act == Act.RELEASED


def test_resolving_is_told_to_who_must_know(thread, kim, heard):  # K-7
    acts.resolve(thread, kim)
    assert [(each.act, each.member) for each in heard] == [(Act.RESOLVED, kim)]


def test_an_act_sees_the_thread_as_it_is_not_as_it_was(thread, kim, lea, heard):
    acts.take(stored(thread), kim)
    acts.release(thread, lea)  # this copy knew nobody
    assert stored(thread).assignee is None


def test_a_colleague_named_in_a_note_is_told_by_whom(thread, kim, lea):  # H-7
    factories.member(thread.workspace, name="Kim")
    acts.write_note(thread, lea, "@Kim Silva, may I take this?")
    assert [(watch.named_by, watch.member) for watch in watching.of(kim)] == [("Lea Brandt", kim)]
    acts.write_note(thread, lea, "mail kim@Kim Silvan and @Lea Brandt herself")
    assert Watch.everywhere.filter(thread=thread).exclude(member=kim).count() == 1  # “Kim” is named


def test_nobody_of_another_workspace_is_named(thread, kim):
    stranger = factories.member(name="Lea Brandt")
    acts.write_note(thread, kim, "@Lea Brandt")
    assert not Watch.everywhere.filter(member=stranger).exists()


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        ("handed_off", {"reason": "asked", "words": "agent"},
         "Handed to a person: they asked for a person (“agent”)"),
        ("handed_off", {"reason": "rule", "rule": "Sizes"},
         "Handed to a person: a rule’s step, “Sizes”"),
        ("handed_off", {}, "Handed to a person"),
        ("escalated", {"to": "Kim"}, "Nobody took it: Kim is asked"),
        ("escalated", {"to": "leads"}, "Nobody took it: the leads are asked"),
        ("run_ended", {"rule": "Sizes", "why": "timed_out"},
         "The flow of “Sizes” ended: no answer came in time"),
        ("run_ended", {"rule": "Sizes", "why": "person_took", "detail": "Kim"},
         "The flow of “Sizes” ended: a person took the conversation (Kim)"),
        ("opted_out", {"words": "STOP"}, "Opted out of automated messages: “STOP”"),
        ("opted_back", {}, "Opted in again"),
        ("rule_skipped", {"rule": {"name": "Sizes"}, "why": "person_has_it"},
         "Rule “Sizes” stayed silent: a person has this conversation"),
    ],
)  # fmt: skip
def test_what_happened_is_told_in_a_sentence(thread, kind, detail, words):  # HND-4
    event = TimelineEvent(workspace=thread.workspace, thread=thread, kind=kind, detail=detail)
    assert sentence_of(event) == words


@pytest.mark.parametrize("kind", TimelineEvent.Kind.values)
def test_every_kind_says_something(thread, kind):
    assert sentence_of(TimelineEvent(thread=thread, kind=kind))
