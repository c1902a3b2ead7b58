"""A receiver, an endpoint that leads to it, and a worker's turn."""

import pytest
from django.utils import timezone

from inbox.hooks import endpoints, listening, sending
from inbox.hooks.events import Event
from inbox.hooks.models import HookCall
from tests import factories
from tests.inbox.hooks.receiver import Receiver

MESSAGES = [Event.MESSAGE_SENT.value, Event.MESSAGE_FAILED.value]


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    listening._known.clear()


@pytest.fixture
def receiver(settings):
    system = Receiver()
    settings.HOOK_HOSTS = [system.host]
    yield system
    system.close()


@pytest.fixture
def workspace(db):
    return factories.workspace()


@pytest.fixture
def admin(workspace):
    return factories.member(workspace, role="admin", name="Ana Reis")


@pytest.fixture
def endpoint(workspace, admin, receiver):
    return endpoints.add(workspace.pk, receiver.url, MESSAGES, "Order desk", by=admin)


@pytest.fixture
def serve():
    """Make every call that is due, as a worker would; how many."""

    def serve() -> int:
        made = 0
        while calls := sending.claim(100, timezone.now()):
            for call in calls:
                sending.make(call)
            made += len(calls)
        return made

    return serve


@pytest.fixture
def only_call():
    def only_call() -> HookCall:
        return HookCall.everywhere.get()

    return only_call
