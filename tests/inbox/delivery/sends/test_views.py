"""The acts on a message through the front door: members, strangers, forms without scripts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.delivery.models import Attempt, Outbound
from tests import factories

pytestmark = pytest.mark.django_db
State = Outbound.State
PIECE = {"HTTP_HX_REQUEST": "true"}
ACTS = {
    "retry": {},
    "next": {},
    "withdrawal": {},
    "settlement": {"arrived": "yes"},
    "handled": {},
}


@pytest.fixture
def kim(account):
    return factories.member(account.workspace, name="Kim Silva")


@pytest.fixture
def signed_in(client, kim):
    client.force_login(kim.user)
    return client


@pytest.fixture
def put(write):
    """A message brought into ``state`` by hand."""

    def put(state=State.QUEUED, reason="", **fields):
        outbound = write()
        pending = state in (State.QUEUED, State.UNKNOWN, State.SENDING)
        settled_at = None if pending else timezone.now()
        made = {"state": state, "reason": reason, "settled_at": settled_at} | fields
        Outbound.everywhere.filter(pk=outbound.pk).update(**made)
        if state == State.UNKNOWN:
            Attempt.everywhere.create(
                workspace_id=outbound.workspace_id,
                account_id=outbound.account_id,
                outbound=outbound,
                number=1,
                fence=1,
                outcome="unknown",
                finished_at=timezone.now(),
            )
        outbound.refresh_from_db()
        return outbound

    return put


def address(outbound, act, thread_id=None):
    return f"/t/{thread_id or outbound.thread_id}/sends/{outbound.pk}/{act}/"


def press(client, outbound, act, **more):
    return client.post(address(outbound, act), ACTS[act] | more, **PIECE)


def fits(put, act):
    """A message that ``act`` is for."""
    if act == "settlement":
        return put(State.UNKNOWN)
    if act in ("retry", "handled"):
        return put(State.FAILED, "contact_unavailable")
    return put(State.QUEUED, due_at=timezone.now() + timedelta(hours=1))


def became(outbound):
    outbound.refresh_from_db()
    return outbound.state


@pytest.mark.parametrize("act", ACTS)
def test_each_act_answers_with_the_message_as_it_is_now(signed_in, put, act):
    outbound = fits(put, act)
    answer = press(signed_in, outbound, act)
    assert answer.status_code == 200
    assert f'id="message-{outbound.message_id}"' in answer.content.decode()


@pytest.mark.parametrize("act", ACTS)
def test_pressed_twice_it_is_one(signed_in, put, act):  # THR-8
    outbound = fits(put, act)
    answers = [press(signed_in, outbound, act) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_what_each_act_does(signed_in, put, kim):
    for act, state in (("retry", "queued"), ("withdrawal", "withdrawn"), ("next", "queued")):
        outbound = fits(put, act)
        press(signed_in, outbound, act)
        assert (became(outbound), outbound.due_at) == (state, None)
    outbound = fits(put, "handled")
    press(signed_in, outbound, "handled")
    assert (became(outbound), outbound.handled_by) == ("failed", kim)
    outbound = fits(put, "settlement")
    press(signed_in, outbound, "settlement")
    assert (became(outbound), outbound.handled_by) == ("delivered", kim)
    outbound = fits(put, "settlement")
    press(signed_in, outbound, "settlement", arrived="no")
    assert became(outbound) == "queued"


@pytest.mark.parametrize(
    ("act", "state", "reason", "sentence"),
    [
        ("retry", State.FAILED, "content_rejected", "would not help"),
        ("retry", State.EXPIRED, "window_expired", "The window closed"),
        ("retry", State.WITHDRAWN, "", "was taken back"),
        ("retry", State.UNKNOWN, "outcome_unknown", "Nobody knows yet"),
        ("next", State.SENT, "", "waits no longer"),
        ("withdrawal", State.SENT, "", "too late"),
        ("withdrawal", State.UNKNOWN, "outcome_unknown", "too late"),
        ("settlement", State.FAILED, "content_rejected", "settled meanwhile"),
        ("handled", State.SENT, "", "it is no failure"),
    ],
)
def test_what_is_too_late_or_would_not_help_is_said(signed_in, put, act, state, reason, sentence):
    outbound = put(state, reason)
    answer = press(signed_in, outbound, act)
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert became(outbound) == state


def test_while_instagram_is_asked_there_is_nothing_to_press(signed_in, put):  # THR-9
    outbound = put(State.UNKNOWN, check_due_at=timezone.now())
    for act, more in (("settlement", {}), ("settlement", {"arrived": "no"}), ("handled", {})):
        assert press(signed_in, outbound, act, **more).status_code == 409
    assert became(outbound) == State.UNKNOWN


@pytest.mark.parametrize("said", ["", "perhaps"])
def test_whether_it_arrived_has_to_be_said(signed_in, put, said):
    outbound = put(State.UNKNOWN)
    answer = press(signed_in, outbound, "settlement", arrived=said)
    assert answer.status_code == 422
    assert "Say whether it arrived" in answer.content.decode()
    assert signed_in.post(address(outbound, "settlement")).status_code == 302
    assert became(outbound) == State.UNKNOWN


@pytest.mark.parametrize("act", ACTS)
def test_strangers_do_not_find_it(put, act):
    outbound = fits(put, act)
    stranger = Client()
    stranger.force_login(factories.member(role="admin").user)
    assert press(stranger, outbound, act).status_code == 404
    assert became(outbound) != State.WITHDRAWN


@pytest.mark.parametrize("act", ACTS)
def test_a_message_is_found_in_its_own_thread_only(signed_in, put, account, act):
    outbound = fits(put, act)
    other = factories.thread(account)
    answer = signed_in.post(address(outbound, act, other.pk), ACTS[act], **PIECE)
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_looking_is_not_acting_and_forms_prove_where_they_come_from(signed_in, put, kim, act):
    outbound = fits(put, act)
    before = outbound.state
    assert signed_in.get(address(outbound, act)).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(kim.user)
    assert press(careful, outbound, act).status_code == 403
    assert Client().post(address(outbound, act), ACTS[act]).status_code == 302
    assert became(outbound) == before


def test_without_scripts_one_is_led_back(signed_in, put):
    outbound = fits(put, "retry")
    answer = signed_in.post(address(outbound, "retry"))
    assert answer.status_code == 302
    assert answer.url.endswith(f"/t/{outbound.thread_id}/")
    assert became(outbound) == State.QUEUED


def test_to_the_page_it_came_from_if_that_is_ours(signed_in, put):
    outbound = fits(put, "retry")
    told = {"next": "/failures/?reason=contact_unavailable"}
    assert signed_in.post(address(outbound, "retry"), told).url == told["next"]
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:x"):
        answer = signed_in.post(address(outbound, "retry"), {"next": elsewhere})
        assert answer.url.endswith(f"/t/{outbound.thread_id}/")


def test_without_scripts_the_sentence_waits_on_the_next_page(signed_in, put):
    outbound = put(State.FAILED, "content_rejected")
    answer = signed_in.post(address(outbound, "retry"), follow=True)
    assert "would not help" in answer.content.decode()
