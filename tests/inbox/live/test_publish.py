"""What is published is the same for everybody, rendered once, and costs the caller nothing."""

import json
from datetime import timedelta

import pytest
from channels.layers import get_channel_layer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.accounts import switches
from inbox.live import groups, layer, numbers, pieces, publish
from inbox.threads import watching
from inbox.threads.changes import Change, Told
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return factories.account(human_agent_approved=True)


def thread(account):
    hour_ago = timezone.now() - timedelta(hours=1)
    return factories.thread_open_since(hour_ago, account, handler=Thread.Handler.HUMAN)


class Listener:
    """A server that listens to groups, without a consumer behind it."""

    def __init__(self, *groups):
        self._prefix = f"{layer.prefix()}__group__"
        self._pubsub = layer.connection().pubsub()
        self._pubsub.subscribe(*(self._prefix + group for group in groups))
        for _ in groups:
            assert self._pubsub.get_message(timeout=5)["type"] == "subscribe"

    def heard(self):
        """What has come so far, as (group, text); everything was sent before this is asked."""
        found = []
        while message := self._pubsub.get_message(timeout=0.2):
            group = message["channel"].decode().removeprefix(self._prefix)
            found.append((group, get_channel_layer().deserialize(message["data"])["text"]))
        return found

    def close(self):
        self._pubsub.close()


@pytest.fixture
def listen():
    listeners = []

    def start(*groups):
        listeners.append(Listener(*groups))
        return listeners[-1]

    yield start
    for listener in listeners:
        listener.close()


def test_a_batch_is_one_event_for_the_workspace_and_reads_the_same_whatever_its_size(account):
    few = [thread(account) for _ in range(2)]
    many = [thread(account) for _ in range(30)]
    asked = []
    for batch in (few, many):
        with CaptureQueriesContext(connection) as queries:
            now = timezone.now()
            pieces.rows(pieces.threads([each.pk for each in batch], now), now)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 3


def test_many_changes_of_a_thread_are_told_once(account, listen):
    changed = thread(account)
    listener = listen(groups.thread(changed.pk))
    note = (f"message-{changed.last_message_id}",)
    publish.publish([Change(account.workspace_id, changed.pk, note)] * 3)
    ((_, text),) = listener.heard()
    assert text.count('data-testid=\\"item\\"') == 1


def test_a_thread_changed_as_a_whole_leaves_a_gap_so_that_pages_ask_for_all_of_it(account, listen):
    changed = thread(account)
    ears = listen(groups.thread(changed.pk))
    before = numbers.standing(groups.thread(changed.pk)).number
    publish.publish([Change(account.workspace_id, changed.pk, whole=True)])
    ((_, text),) = ears.heard()
    assert json.loads(text)["number"] == before + 2


def test_nothing_personal_is_in_a_piece(account, listen):
    changed = thread(account)
    listener = listen(groups.thread(changed.pk), groups.workspace(account.workspace_id))
    publish.publish([Change(account.workspace_id, changed.pk)])
    heard = listener.heard()
    assert len(heard) == 2
    for _, text in heard:
        assert "csrf" not in text
        assert 'name=\\"key\\"' not in text


def test_what_a_member_was_told_goes_to_their_tabs_alone(account, listen):
    waited_for = thread(account)
    kim, ola = (factories.member(account.workspace) for _ in range(2))
    watching.watch(waited_for, kim)
    watching.wrote([waited_for.pk], timezone.now())
    ears = listen(groups.member(kim.pk), groups.member(ola.pk), groups.thread(waited_for.pk))
    publish.publish([Told(kim.pk)])
    ((group, text),) = ears.heard()
    assert group == groups.member(kim.pk)
    assert json.loads(text)["html"].count('data-testid="notice"') == 1


def test_a_stop_is_told_to_everyone_of_its_workspace_alone(  # K-11
    account, listen, django_capture_on_commit_callbacks
):
    kim = factories.member(account.workspace, role="lead", name="Kim Duarte")
    here = groups.workspace(account.workspace_id)
    ears = listen(here, groups.workspace(factories.workspace().pk))
    with django_capture_on_commit_callbacks(execute=True):
        switches.stop_automations(account, by=kim, because="wrong prices")
    ((group, text),) = ears.heard()
    assert group == here
    html = json.loads(text)["html"]
    assert 'id="stopped"' in html
    assert f'id="switch-{account.pk}"' in html
    assert "wrong prices" in html
    assert "csrf" not in html
    with django_capture_on_commit_callbacks(execute=True):
        switches.resume_automations(account, by=kim)
    ((_, text),) = ears.heard()
    assert "wrong prices" not in json.loads(text)["html"]


def test_nothing_is_rendered_for_nobody(account):
    changed = thread(account)
    with CaptureQueriesContext(connection) as queries:
        publish.publish([Change(account.workspace_id, changed.pk)])
    assert len(queries) == 0


def test_a_thread_that_is_gone_is_told_to_nobody(account, listen):
    listener = listen(groups.workspace(account.workspace_id))
    publish.publish([Change(account.workspace_id, 10**9)])
    assert listener.heard() == []


def test_losing_redis_is_logged_and_not_raised(account, settings):
    changed = thread(account)
    config = {"hosts": ["redis://127.0.0.1:1/0"], "prefix": "nowhere"}
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "inbox.live.layer.AckedPubSubChannelLayer", "CONFIG": config}
    }
    publish.publish([Change(account.workspace_id, changed.pk)])
