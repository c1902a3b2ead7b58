"""Another connected app controls a conversation: our send is refused, and a person asks for it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from inbox.delivery.control import asking
from inbox.delivery.guard import Refused
from inbox.delivery.models import Outbound, Reason
from inbox.delivery.outbox import queue_reply
from inbox.threads import control
from inbox.threads.models import Thread, TimelineEvent
from inbox.threads.reasons import explain
from tests import factories
from tests.graph_stand_in import Answer, error

OURS = {"data": [{"thread_owner": {"app_id": "1", "expiration": 1790086400}}]}
THEIRS = {"data": [{"thread_owner": {"expiration": 1790086400}}]}


@pytest.fixture
def member(person):
    return person.member


@pytest.fixture
def taken(thread):
    until = timezone.now() + timedelta(hours=5)
    Thread.everywhere.filter(pk=thread.pk).update(other_app_until=until, other_app="222")
    thread.refresh_from_db()
    return thread


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


def line(thread):
    return control.sentence(TimelineEvent.everywhere.get(thread=thread))


def asked(thread, member):
    with transaction.atomic():
        event = asking.ask(thread, member)
    asking.carry_out(event.pk)
    thread.refresh_from_db()
    return line(thread).removeprefix(member.name)


@pytest.mark.parametrize("codes", [(100, 2534037), (2018300, None), (10, 2018300)])
def test_a_send_that_was_refused_for_it_says_so_and_blocks_the_next(
    graph, write, run_lane, thread, person, codes
):  # F-1
    graph.answers.append(error(*codes))
    outbound = write()
    run_lane(outbound)
    assert (outbound.state, outbound.reason) == (Outbound.State.FAILED, Reason.PERMISSION_MISSING)
    assert outbound.detail == "Another connected app controls this conversation. (#0) no"
    assert "reconnect" not in str(explain(outbound, outbound.message).sentence)
    thread.refresh_from_db()
    assert control.controlled_by_other(thread, timezone.now())
    key = "6f0c6f3e-7f0c-4a63-9d7c-0a8e4c3a4d11"
    again = queue_reply(thread, "once more", author=person, key=key)
    assert isinstance(again, Refused)
    assert again.code == "other_app"
    assert len(graph.asked) == 1


def test_other_refusals_say_nothing_about_it(graph, write, run_lane, thread):
    graph.answers.append(error(551, 1545041))
    run_lane(write())
    thread.refresh_from_db()
    assert thread.other_app_until is None


def test_the_app_in_control_is_asked_and_decides(graph, taken, member):
    graph.answers += [Answer(body={"success": True}), Answer(body=THEIRS)]
    assert asked(taken, member) == (" asked for control. The other app decides.")
    call = graph.asked[0]
    assert call.path.endswith(f"/{taken.account.external_id}/request_thread_control")
    assert call.body == {"recipient": {"id": taken.contact.scoped_id}}
    assert control.controlled_by_other(taken, timezone.now())


def test_an_idle_conversation_is_ours_at_once(graph, taken, member):
    graph.answers += [Answer(body={"success": True}), Answer(body=OURS)]
    assert asked(taken, member) == " asked for control and got it"
    assert not control.controlled_by_other(taken, timezone.now())


@pytest.mark.parametrize("unsaid", [error(100), Answer(body={"data": []}), Answer(body={})])
def test_who_is_not_told_whose_it_is_waits_for_the_handover(graph, taken, member, unsaid):
    graph.answers += [Answer(body={"success": True}), unsaid]
    assert asked(taken, member).endswith("The other app decides.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error(100), "(#0) no"),
        (error(190, 463), "(#0) no"),
        (Answer(hang_up=True), "Instagram did not answer. Ask again."),
    ],
)
def test_a_refusal_is_told_in_the_platforms_words(graph, taken, member, answer, words):
    graph.answers.append(answer)
    assert asked(taken, member).endswith(f"It was refused: {words}")
    assert control.controlled_by_other(taken, timezone.now())


def test_an_answered_request_is_not_made_twice(graph, taken, member):
    graph.answers += [Answer(body={"success": True}), Answer(body=THEIRS)]
    event = asking.ask(taken, member)
    asking.carry_out(event.pk)
    asking.carry_out(event.pk)
    assert len(graph.asked) == 2


def test_pressed_twice_it_is_one_request(signed_in, taken):
    piece = {"HX-Request": "true"}
    answers = [signed_in.post(f"/t/{taken.pk}/control/", headers=piece) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert "is asking for control" in answers[0].content.decode()
    assert TimelineEvent.everywhere.filter(thread=taken).count() == 1


def test_without_scripts_it_leads_back_to_the_conversation(signed_in, taken):
    answer = signed_in.post(f"/t/{taken.pk}/control/")
    assert answer.status_code == 302
    assert f"/t/{taken.pk}/" in answer.url


def test_what_is_ours_need_not_be_asked_for(signed_in, thread):
    answer = signed_in.post(f"/t/{thread.pk}/control/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "No other app controls this conversation" in answer.content.decode()
    assert not TimelineEvent.everywhere.filter(thread=thread).exists()


def test_strangers_do_not_find_it_and_looking_is_not_asking(signed_in, taken):
    stranger = Client()
    stranger.force_login(factories.member(role="admin").user)
    assert stranger.post(f"/t/{taken.pk}/control/").status_code == 404
    assert Client().post(f"/t/{taken.pk}/control/").status_code == 302
    assert signed_in.get(f"/t/{taken.pk}/control/").status_code == 405
    assert not TimelineEvent.everywhere.filter(thread=taken).exists()
