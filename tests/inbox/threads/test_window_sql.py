"""Python's window and SQL's are one definition (W-1, W-6, W-11)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from inbox.threads.lists import CLOSING, annotated
from inbox.threads.models import Message, Thread
from tests import factories

EDGES = [0, 1, 86_399, 86_400, 86_401, 604_799, 604_800, 604_801]
AGES = st.one_of(
    st.none(),
    st.sampled_from(EDGES).map(lambda seconds: timedelta(seconds=seconds)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)


class PythonAndSqlAgree(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(rows=st.lists(st.tuples(AGES, AGES, st.booleans()), min_size=1, max_size=6))
    def test_on_generated_rows(self, rows):
        now = timezone.now()
        for last_inbound, comment, approved in rows:
            make_thread(now, last_inbound, comment, approved)
        found = annotated(Thread.everywhere.all(), now).select_related("account", "open_comment")
        for thread in found:
            window = thread.window(now)
            assert thread.window_state == window.state
            assert thread.window_ends_at == window.ends_at
            closes_soon = window.ends_at is not None and window.ends_at < now + CLOSING
            assert bool(thread.closes_soon) == closes_soon


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "state"),
    [(86_399, "open"), (86_400, "human_agent"), (604_799, "human_agent"), (604_800, "locked")],
)
def test_boundaries_are_half_open_in_sql_too(seconds, state):  # W-1
    now = timezone.now()
    make_thread(now, timedelta(seconds=seconds), None, approved=True)
    assert annotated(Thread.everywhere.all(), now).get().window_state == state


def make_thread(now, last_inbound, comment, approved):
    account = factories.account(human_agent_approved=approved)
    thread = factories.thread(account)
    changes = {}
    if last_inbound is not None:
        changes |= {"last_inbound_at": now - last_inbound, "last_inbound_cause": "message"}
    if comment is not None:
        kind = Message.Kind.COMMENT
        changes["open_comment"] = factories.message(thread, kind=kind, sent_at=now - comment)
    if changes:
        Thread.everywhere.filter(pk=thread.pk).update(**changes)
    return thread
