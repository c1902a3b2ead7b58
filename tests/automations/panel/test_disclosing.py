"""A machine that answers again says so, where the workspace wants that."""

import pytest
from django.utils import timezone

from automations.models import AutomationSettings
from inbox.delivery.models import Outbound
from inbox.threads import acts
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = "An automated assistant answers again."


@pytest.fixture
def thread():
    return factories.thread_open_since(timezone.now())


@pytest.fixture
def kim(thread):
    return factories.member(thread.workspace)


@pytest.fixture
def wanted(thread):
    AutomationSettings.everywhere.create(workspace=thread.workspace, disclosure=WORDS)


def said(thread):
    queued = Outbound.everywhere.filter(thread=thread).select_related("message")
    return [outbound.message.text for outbound in queued.order_by("pk")]


def test_it_is_said_once_for_each_return(thread, kim, wanted):  # K-7
    for times in (1, 2):
        acts.take(thread, kim)
        acts.give_back(thread, kim)
        acts.give_back(thread, kim)
        assert said(thread) == [WORDS] * times


def test_nothing_is_said_where_nobody_wants_it(thread, kim):
    acts.take(thread, kim)
    acts.give_back(thread, kim)
    assert said(thread) == []


def test_who_opted_out_is_not_written_to(thread, kim, wanted):  # P-3
    thread.contact.opted_out_at = timezone.now()
    thread.contact.save(update_fields=["opted_out_at"])
    acts.take(thread, kim)
    acts.give_back(thread, kim)
    assert said(thread) == []


def test_where_nothing_may_be_sent_it_is_given_back_without_a_word(kim, wanted):  # W-9
    long_ago = timezone.now() - timezone.timedelta(days=2)
    late = factories.thread_open_since(long_ago, factories.account(kim.workspace))
    acts.take(late, kim)
    acts.give_back(late, kim)
    assert (late.handler, said(late)) == ("automation", [])
