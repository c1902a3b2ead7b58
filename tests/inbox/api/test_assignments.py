"""Who has a thread, and why a person was called, as programs and people ask (H-5, H-7)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts.models import Team
from inbox.threads import acts
from inbox.threads.models import Note, Thread
from tests import factories
from tests.automations.panel.handoffs import handed_off, run_of, step

JSON = {"content_type": "application/json"}


@pytest.fixture
def thread(account):
    return factories.thread_open_since(timezone.now() - timedelta(hours=1), account)


def under(thread, noun="assignment"):
    return f"/api/v1/threads/{thread.pk}/{noun}/"


def stored(thread):
    return Thread.everywhere.get(pk=thread.pk)


def test_a_person_who_names_nobody_takes_it(person, member, thread):  # H-7
    answer = person.post(under(thread), {}, **JSON)
    assert (answer.status_code, answer.json()["assignee"]) == (200, member.pk)
    assert answer.json()["handler"] == "human"


def test_who_comes_second_is_told_who_was_first(person, thread):  # H-7
    first = factories.member(thread.workspace, name="Lea Brandt")
    acts.take(stored(thread), first)
    answer = person.post(under(thread), {}, **JSON)
    assert answer.status_code == 409
    assert answer.json() == {"code": "already_taken", "detail": "Lea Brandt has it."}
    assert stored(thread).assignee == first


def test_a_program_gives_it_to_a_member_or_a_team(program, member, thread):
    assert program.post(under(thread), {"member": member.pk}).json()["assignee"] == member.pk
    team = Team.everywhere.create(workspace=thread.workspace, name="Returns")
    given = program.post(under(thread), {"team": team.pk}).json()
    assert (given["assignee"], given["handler"], stored(thread).team) == (None, "waiting", team)


def test_a_program_can_not_take_it_for_itself(program, thread):
    answer = program.post(under(thread), {})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert stored(thread).handler == "automation"


def test_only_people_and_teams_of_the_workspace_get_it(program, thread):
    stranger = factories.member()
    team = Team.everywhere.create(workspace=stranger.workspace, name="Returns")
    for wanted in ({"member": stranger.pk}, {"team": team.pk}):
        answer = program.post(under(thread), wanted)
        assert answer.status_code == 400
        assert list(answer.json()["fields"]) == list(wanted)
    assert stored(thread).assignee is None


def test_a_persons_note_stays_in_the_thread(person, thread):
    lea = factories.member(thread.workspace)
    person.post(under(thread), {"member": lea.pk, "note": "knows them"}, **JSON)
    assert Note.everywhere.get(thread=thread).text == "knows them"


def test_it_is_given_back_to_the_team_or_to_automation(person, thread):  # K-7
    person.post(under(thread), {}, **JSON)
    released = person.delete(under(thread)).json()
    assert (released["assignee"], released["handler"]) == (None, "human")
    returned = person.post(under(thread, "return")).json()
    assert (returned["assignee"], returned["handler"]) == (None, "automation")


def test_a_handoff_is_told_with_the_way_there(program, thread):  # H-5
    assert program.get(under(thread, "handoff")).status_code == 404
    run = run_of(thread, "Sizes", answers={"size": "M"})
    step(run, "ask", words="Which size?")
    step(run, "answer", detail="size = M")
    handed_off(thread, run=run, words="agent")
    told = program.get(under(thread, "handoff")).json()
    assert (told["state"], told["reason"], told["words"]) == ("waiting", "asked", "agent")
    assert (told["rule"], told["answers"]) == ("Sizes", {"size": "M"})
    assert told["path"] == [{"words": "Which size?", "answer": "M", "skipped": ""}]
    assert told["ended"] is None


def test_strangers_find_nothing(stranger, thread):
    handed_off(thread)
    assert stranger.post(under(thread), {}).status_code == 404
    assert stranger.post(under(thread, "return"), {}).status_code == 404
    assert stranger.get(under(thread, "handoff")).status_code == 404
    assert stored(thread).handler == "automation"
