"""A Graph stand-in, an account whose limits are off, and a thread to write in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox.accounts.models import ApiToken
from inbox.delivery.guard import ApiClient, Automation, Person
from inbox.delivery.lanes import serve
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.local import ports
from tests import factories
from tests.graph_stand_in import GraphStandIn


@pytest.fixture
def graph(settings):
    stand_in = GraphStandIn()
    settings.INSTAGRAM_GRAPH_URL = stand_in.url
    yield stand_in
    stand_in.close()


@pytest.fixture
def account(db):
    return factories.account(messages_per_hour=0, calls_per_second=0)


@pytest.fixture
def thread(account):
    return factories.thread_open_since(timezone.now() - timedelta(hours=1), account)


@pytest.fixture
def person(account):
    return Person(factories.member(account.workspace))


@pytest.fixture
def automation():
    return Automation(1, "Prices")


@pytest.fixture
def api_client(account):
    """A program with a token of the workspace."""
    token = ApiToken.everywhere.create(workspace=account.workspace, name="till", digest=uuid4().hex)
    return ApiClient(token)


@pytest.fixture
def write(thread, person):
    """Queue a reply; whatever is not said is the member's, in the open thread."""

    def write(content="Three days.", **fields) -> Outbound:
        fields = {"author": person, "key": uuid4()} | fields
        outbound = queue_reply(fields.pop("thread", thread), content, **fields)
        assert isinstance(outbound, Outbound), outbound
        return outbound

    return write


@pytest.fixture
def run_lane(account):
    """Serve the account's lane until it rests, and read back the messages that are asked about."""

    def run_lane(*outbounds: Outbound) -> None:
        lane, _ = Lane.everywhere.get_or_create(account=account, workspace_id=account.workspace_id)
        is_due = True
        while is_due:  # a slice may be too short on a busy machine
            serve(account.pk)
            lane.refresh_from_db()
            is_due = lane.wakes_at is not None and lane.wakes_at <= timezone.now()
        for outbound in outbounds:
            outbound.refresh_from_db()

    return run_lane


@pytest.fixture
def unused_port():
    """A port on which nobody listens."""
    return ports.free_port()
