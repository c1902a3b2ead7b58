"""Handoffs are told to other systems: once each, in the transaction of what happened."""

import json

import pytest

from automations.models import Handoff
from inbox.hooks import endpoints, listening
from inbox.hooks.models import HookCall
from inbox.threads import acts
from tests.automations.handoffs.conftest import begin

pytestmark = pytest.mark.django_db
EVENTS = ["handoff.started", "handoff.taken", "handoff.ended"]


def told_by(call):
    return json.loads(call.body)["data"]


@pytest.fixture
def endpoint(workspace, person, settings):
    settings.HOOK_HOSTS = ["desk.example"]
    listening._known.clear()
    yield endpoints.add(
        workspace.pk, "http://desk.example/", EVENTS, "Desk", by=person("Ana", role="admin")
    )
    listening._known.clear()


def test_started_taken_and_ended_are_told(thread, person, endpoint):
    kim = person("Kim")
    begin(thread, Handoff.Reason.COMPLAINT, words="my money back")
    acts.take(thread, kim)
    acts.resolve(thread, kim)
    calls = list(HookCall.everywhere.order_by("pk"))
    assert [call.event for call in calls] == EVENTS
    started, taken, ended = map(told_by, calls)
    assert (started["reason"], started["words"]) == ("complaint", "my money back")
    assert started["offered_to"] == kim.user.email
    assert taken["taken_by"] == kim.user.email
    assert ended["ended"] == "resolved"


def test_passed_between_people_each_taking_is_told(thread, person, endpoint, time_machine, now):
    kim, lea = person("Kim"), person("Lea")
    begin(thread)
    acts.take(thread, kim)
    acts.release(thread, kim)
    time_machine.move_to(now.replace(minute=5), tick=False)
    acts.take(thread, lea)
    taken = HookCall.everywhere.filter(event="handoff.taken").order_by("pk")
    assert [told_by(call)["taken_by"] for call in taken] == [kim.user.email, lea.user.email]
