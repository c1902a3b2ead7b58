"""“human” at any point of any flow: it stops, what is queued is taken back, once (H-1, H-4)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automations import runs
from automations.models import Decision, Handoff, Run
from automations.react import react
from automations.rulebook import import_rules
from inbox.delivery.models import Outbound
from inbox.threads.models import Thread, TimelineEvent
from tests import factories
from tests.automations.conftest import document, flow, whole

pytestmark = pytest.mark.django_db
SAYS = {"send": {"texts": ["something"]}}
ASKS = [
    {"ask": {"texts": ["Who?"], "save_to": "who"}},
    {"ask": {"texts": ["E-mail?"], "answer": "email", "retries": 9}},
    {"menu": {"texts": ["Which?"], "choices": [{"title": "A"}, {"title": "B"}], "retries": 9}},
    {"menu": {"texts": ["How?"], "choices": [{"title": "A"}], "person": False, "retries": 9,
              "style": "buttons"}},
]  # fmt: skip
WAITS = [{"delay": {"minutes": 5}}, {"delay": {"minutes": 60 * 30}}]
BESIDE = [
    {"tag": {"add": ["x"]}},
    {"notify": {"text": "look"}},
    {"condition": {"tests": [{"about": "label", "name": "x"}]}},
]
steps = st.lists(st.sampled_from([SAYS, *ASKS, *WAITS, *BESIDE]), min_size=1, max_size=7)
wishes = st.sampled_from(
    ["human", "HUMAN!!", "can I talk to someone?", "agent", "real person please", "representative",
     "quiero hablar con una persona", "humn"]
)  # fmt: skip
moves = st.lists(st.sampled_from(["A", "no idea", "ada@example.org", "<time>"]), max_size=5)


def own_texts(generated):
    """Each step with words of its own, so that C-1 keeps none of them back."""
    made = []
    for number, step in enumerate(generated):
        [(kind, what)] = step.items()
        if "texts" in what:
            what = what | {"texts": [f"{what['texts'][0]} {number}"]}
        made.append({kind: what})
    return made


def say(thread, text):
    at = timezone.now()
    message = factories.message(thread, text=text, sent_at=at)
    Thread.everywhere.filter(pk=thread.pk).update(last_contact_at=at, last_inbound_at=at)
    react([whole(message)])
    return Decision.everywhere.get(message=message)


def time_passes(thread):
    Run.everywhere.filter(thread=thread, waits_for="time").update(due_at=timezone.now())
    runs.wake_due()


@given(generated=steps, moved=moves, wish=wishes)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_person_is_called_from_anywhere(db, generated, moved, wish):
    account = factories.account()
    kim = factories.member(account.workspace)
    import_rules(account.workspace, document(flow(*own_texts(generated), keywords=["begin"])))
    thread = factories.thread_open_since(timezone.now() - timedelta(minutes=1), account)
    say(thread, "begin")
    for move in moved:
        if Handoff.everywhere.filter(thread=thread).exists():
            break  # too many answers that did not fit: a person is there already
        time_passes(thread) if move == "<time>" else say(thread, move)
    was_handed = Handoff.everywhere.filter(thread=thread).exists()
    before = set(Outbound.everywhere.filter(thread=thread).values_list("pk", flat=True))
    decision = say(thread, wish)

    assert Handoff.everywhere.open().filter(thread=thread).count() == 1
    assert not Run.everywhere.alive().filter(thread=thread).exists()
    handoff = Handoff.everywhere.get(thread=thread)
    if not was_handed:
        assert (decision.outcome, handoff.reason) == ("handed_off", Handoff.Reason.ASKED)
        assert handoff.offered_to == kim  # least busy, on duty
    told = Outbound.everywhere.filter(thread=thread, state="queued")
    assert list(told) == [handoff.acknowledged_by]
    old = Outbound.everywhere.filter(pk__in=before).exclude(pk=handoff.acknowledged_by_id)
    assert set(old.values_list("state", flat=True)) <= {"withdrawn"}
    kinds = TimelineEvent.everywhere.filter(thread=thread).values_list("kind", flat=True)
    assert list(kinds).count("handed_off") == 1
    nothing_follows(thread)


def nothing_follows(thread):
    """Whatever they say and however long it takes, until it is given back."""
    count = Outbound.everywhere.filter(thread=thread).count()
    for text in ("begin", "A", "human", "ada@example.org"):
        say(thread, text)
        time_passes(thread)
    assert Outbound.everywhere.filter(thread=thread).count() == count
