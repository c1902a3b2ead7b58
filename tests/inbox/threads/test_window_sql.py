"""Python's window and SQL's are one definition (W-1, W-6, W-11)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from inbox.threads.lists import CLOSING, annotated
from inbox.threads.models import Thread
from inbox.threads.window import State, Window
from tests import factories

EDGES = [0, 1, 14_399, 14_400, 86_399, 86_400, 86_401, 604_799, 604_800, 604_801]
AGES = st.one_of(
    st.none(),
    st.sampled_from(EDGES).map(lambda seconds: timedelta(seconds=seconds)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)


ROWS = st.fixed_dictionaries(
    {
        "last_inbound": AGES,
        "ad": AGES,
        "comment": AGES,
        "live": st.booleans(),
        "approved": st.booleans(),
        "ads_open_longer": st.booleans(),
    }
)


class PythonAndSqlAgree(TestCase):
    @settings(max_examples=80, deadline=None)
    @given(rows=st.lists(ROWS, min_size=1, max_size=6))
    def test_on_generated_rows(self, rows):
        now = timezone.now()
        for row in rows:
            make_thread(now, **row)
        found = annotated(Thread.everywhere.all(), now).select_related("account", "open_comment")
        for thread in found:
            window = thread.window(now)
            assert thread.window_state == window.state
            assert thread.window_ends_at == window.ends_at
            closes_soon = window.ends_at is not None and window.ends_at < now + CLOSING
            assert bool(thread.closes_soon) == closes_soon
            alone = Window.at(None, now, thread.account.capabilities, thread._owed)
            assert thread.comment_owed == (alone.state is State.COMMENT_REPLY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "state"),
    [(86_399, "open"), (86_400, "human_agent"), (604_799, "human_agent"), (604_800, "locked")],
)
def test_boundaries_are_half_open_in_sql_too(seconds, state):  # W-1
    now = timezone.now()
    make_thread(now, last_inbound=timedelta(seconds=seconds))
    assert annotated(Thread.everywhere.all(), now).get().window_state == state


def make_thread(
    now, *, last_inbound=None, ad=None, comment=None, live=False, approved=True, **of_account
):
    account = factories.account(human_agent_approved=approved, **of_account)
    thread = factories.thread(account)
    changes = {}
    if last_inbound is not None:
        changes |= {"last_inbound_at": now - last_inbound, "last_inbound_cause": "message"}
    if last_inbound is not None and ad is not None:
        changes["last_ad_at"] = now - max(ad, last_inbound)  # it is one of their messages
    if comment is not None:
        context = {"post": {"id": "18000", "kind": "live"}} if live else {}
        changes["open_comment"] = factories.message(
            thread, kind="comment", sent_at=now - comment, context=context
        )
    if changes:
        Thread.everywhere.filter(pk=thread.pk).update(**changes)
