"""A boundary of an open thread: one timer and one rendering for all who watch, and never lost."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection, connections
from django.utils import timezone

from inbox.live.boundaries import AT_ONCE, Boundaries
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SOON, LATER, LAST = 0.1, 0.4, 0.7  # seconds


@pytest.fixture
async def boundaries():
    yield Boundaries(again=0.05)
    await sync_to_async(connections.close_all)()


@sync_to_async
def make(count=1):
    account = factories.account(human_agent_approved=True)
    ago = timezone.now() - timedelta(hours=25)  # past the first boundary, far from the second
    return [factories.thread_open_since(ago, account).pk for _ in range(count)]


class Tab:
    """Keeps what it is told, and lets a test wait for it."""

    def __init__(self):
        self.told = []
        self._news = asyncio.Event()

    async def tell(self, text):
        self.told.append(json.loads(text))
        self._news.set()

    async def frame(self):
        async with asyncio.timeout(5):
            await self._news.wait()
        return self.told[-1]


@asynccontextmanager
async def asked(fails=0):
    """The statements about threads that are asked meanwhile; the first ``fails`` fail."""
    statements = []

    def note(execute, sql, params, many, context):
        if 'FROM "threads_thread"' in sql:
            statements.append(sql)
            if len(statements) <= fails:
                raise OperationalError("the database has gone")
        return execute(sql, params, many, context)

    wrappers = await sync_to_async(lambda: connection.execute_wrappers)()
    wrappers.append(note)
    try:
        yield statements
    finally:
        wrappers.remove(note)


async def test_all_tabs_on_a_thread_are_told_by_one_rendering(boundaries):  # W-7
    (thread,) = await make()
    tabs = [Tab() for _ in range(5)]
    async with asked() as statements:
        for tab in tabs:
            boundaries.watch(thread, time.time() + SOON, tab.tell)
        frames = [await tab.frame() for tab in tabs]
    assert len(statements) == 1
    assert all(frame == frames[0] for frame in frames)
    assert 'data-composer="human_agent"' in frames[0]["html"]


async def test_threads_that_pass_together_are_read_together(boundaries):
    threads = await make(AT_ONCE)
    tabs = {thread: Tab() for thread in threads}
    async with asked() as statements:
        at = time.time()
        for thread, tab in tabs.items():
            boundaries.watch(thread, at, tab.tell)
        for thread, tab in tabs.items():
            assert (await tab.frame())["group"] == f"thread.{thread}"
    assert len(statements) == 1


async def test_the_last_to_leave_takes_the_timer_along(boundaries):
    left, other = await make(2)
    first, second, witness = Tab(), Tab(), Tab()
    async with asked() as statements:
        for tab in (first, second):
            boundaries.watch(left, time.time() + SOON, tab.tell)
            boundaries.leave(left, tab.tell)
        boundaries.watch(other, time.time() + LATER, witness.tell)
        await witness.frame()
    assert len(statements) == 1
    assert first.told == second.told == []


async def test_those_who_stay_are_told_when_another_leaves(boundaries):
    (thread,) = await make()
    stays, leaves = Tab(), Tab()
    for tab in (stays, leaves):
        boundaries.watch(thread, time.time() + SOON, tab.tell)
    boundaries.leave(thread, leaves.tell)
    assert await stays.frame()
    assert leaves.told == []


async def test_a_boundary_that_moved_passes_at_its_new_time(boundaries):  # W-2, W-7
    moved, other = await make(2)
    tab, witness = Tab(), Tab()
    boundaries.watch(moved, time.time() + SOON, tab.tell)
    boundaries.watch(other, time.time() + LATER, witness.tell)
    boundaries.move(moved, time.time() + LAST)
    await witness.frame()
    assert tab.told == []
    assert await tab.frame()


async def test_a_boundary_that_fell_away_does_not_pass(boundaries):
    locked, other = await make(2)
    tab, witness = Tab(), Tab()
    boundaries.watch(locked, time.time() + SOON, tab.tell)
    boundaries.watch(other, time.time() + LATER, witness.tell)
    boundaries.move(locked, None)
    await witness.frame()
    assert tab.told == []


async def test_after_a_boundary_the_next_one_is_awaited(boundaries):
    (thread,) = await make()

    @sync_to_async
    def nearly_a_week():
        opened = timezone.now() - timedelta(days=7) + timedelta(seconds=1.5)
        Thread.everywhere.filter(pk=thread).update(last_inbound_at=opened)

    await nearly_a_week()
    tab = Tab()
    boundaries.watch(thread, time.time(), tab.tell)
    async with asyncio.timeout(5):
        while 'data-composer="locked"' not in (await tab.frame())["html"]:
            tab._news.clear()
    assert 'data-composer="human_agent"' in tab.told[0]["html"]
    assert len(tab.told) == 2


async def test_a_boundary_that_could_not_be_read_is_logged_and_tried_again(boundaries, caplog):
    (thread,) = await make()
    tab = Tab()
    async with asked(fails=2) as statements:
        boundaries.watch(thread, time.time() + SOON, tab.tell)
        assert await tab.frame()
    assert len(statements) == 3
    assert caplog.text.count("boundaries not shown") == 2


async def test_a_thread_that_is_gone_is_told_to_nobody_and_stops_no_other(boundaries):
    (thread,) = await make()
    tab, lost = Tab(), Tab()
    boundaries.watch(10**9, time.time(), lost.tell)
    boundaries.watch(thread, time.time(), tab.tell)
    assert await tab.frame()
    assert lost.told == []


async def test_a_tab_that_cannot_be_told_keeps_nothing_from_the_others(boundaries):
    (thread,) = await make()
    tab = Tab()
    stuck = asyncio.Event()

    async def waits_for_ever(text):
        await stuck.wait()

    async def is_closing(text):
        raise ConnectionResetError

    for tell in (waits_for_ever, is_closing, tab.tell):
        boundaries.watch(thread, time.time(), tell)
    assert await tab.frame()
    stuck.set()
