"""The socket: who may join what, and what arrives."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from inbox.live import groups, layer, numbers
from inbox.live.boundaries import boundaries
from inbox.live.consumers import SIGNED_OUT, STRANGER
from inbox.live.routing import sockets
from inbox.threads import acts
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = (b"origin", b"http://testserver")


@sync_to_async
def make():
    account = factories.account(human_agent_approved=True)
    hour_ago = timezone.now() - timedelta(hours=1)
    thread = factories.thread_open_since(hour_ago, account, handler=Thread.Handler.HUMAN)
    return thread, factories.member(account.workspace)


@sync_to_async
def end_in(thread, seconds):
    """Let the free-reply window end soon, when everything else is ready for it."""
    opened = timezone.now() - timedelta(hours=24) + timedelta(seconds=seconds)
    Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=opened)


@sync_to_async
def cookie_of(user):
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Tab(ApplicationCommunicator):
    """A browser's tab, seen from the socket."""

    accepted = False

    async def enter(self):
        await self.send_input({"type": "websocket.connect"})
        self.accepted = (await self.receive_output(5))["type"] == "websocket.accept"

    async def tear_down(self):
        self.stop(exceptions=False)
        await asyncio.wait([self.future])

    async def leave(self):
        if self.future.cancelled():
            return
        await self.send_input({"type": "websocket.disconnect", "code": 1005})
        await self.wait(5)

    async def say(self, content):
        text = content if isinstance(content, str) else json.dumps(content)
        await self.send_input({"type": "websocket.receive", "text": text})

    async def frame(self, kind):
        async with asyncio.timeout(5):
            while True:
                found = json.loads((await self.receive_output(5))["text"])
                if found["type"] == kind:
                    return found

    async def joined(self, group):
        while (found := await self.frame("joined"))["group"] != group:
            pass
        return found

    async def pieces(self, group):
        while (found := await self.frame("pieces"))["group"] != group:
            pass
        return found

    async def close_code(self):
        async with asyncio.timeout(5):
            while (found := await self.receive_output(5))["type"] != "websocket.close":
                pass
        return found["code"]


@asynccontextmanager
async def tab(user=None, origin=ORIGIN, cookie=None):
    headers = [origin, (b"host", b"testserver")]
    cookie = await cookie_of(user) if user else cookie
    if cookie:
        headers.append((b"cookie", cookie.encode()))
    scope = {"type": "websocket", "path": "/live/", "query_string": b"", "headers": headers}
    opened = Tab(sockets, scope | {"subprotocols": []})
    await opened.enter()
    try:
        yield opened
    finally:
        await opened.leave()
        await get_channel_layer().flush()
        await sync_to_async(connections.close_all)()  # the worker thread's own


async def test_the_signed_out_are_sent_away():
    async with tab() as opened:
        assert await opened.close_code() == SIGNED_OUT


async def test_members_of_nothing_are_sent_away():
    async with tab(await sync_to_async(factories.user)()) as opened:
        assert await opened.close_code() == SIGNED_OUT


async def test_a_session_from_before_a_change_of_password_opens_nothing():
    _, member = await make()
    cookie = await cookie_of(member.user)
    member.user.set_password("another-long-passphrase")
    await sync_to_async(member.user.save)()
    async with tab(cookie=cookie) as opened:
        assert await opened.close_code() == SIGNED_OUT


async def test_a_tab_holds_no_connection_to_redis_of_its_own():
    @sync_to_async
    def connected():
        redis = layer.connection()
        number = str(redis.connection_pool.connection_kwargs["db"])
        return sum(client["db"] == number for client in redis.client_list())

    _, member = await make()
    async with tab(member.user) as first:
        await first.joined(groups.member(member.pk))
        before = await connected()
        async with tab(member.user) as second:
            await second.joined(groups.member(member.pk))
            assert await connected() == before


async def test_other_sites_pages_are_refused():
    _, member = await make()
    async with tab(member.user, origin=(b"origin", b"https://elsewhere.example")) as opened:
        assert not opened.accepted


async def test_a_stranger_cannot_open_a_thread():
    thread, _ = await make()
    stranger = await sync_to_async(factories.member)(role="admin")
    async with tab(stranger.user) as opened:
        await opened.say({"open": thread.pk})
        assert await opened.close_code() == STRANGER


async def test_a_member_taken_off_the_workspace_joins_no_thread_any_more():
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.joined(groups.member(member.pk))
        await sync_to_async(member.delete)()
        await opened.say({"open": thread.pk})
        assert await opened.close_code() == STRANGER


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '{"open": "1"}', '{"open": true}', "{}"])
async def test_nonsense_is_ignored(text):
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.say(text)
        await opened.say({"open": thread.pk})
        assert await opened.joined(groups.thread(thread.pk))


async def test_a_change_brings_its_row_to_everybody_and_its_items_to_the_open_thread():
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.say({"open": thread.pk})
        await opened.joined(groups.thread(thread.pk))
        note = await sync_to_async(acts.write_note)(thread, member, "look here")
        row = await opened.pieces(groups.workspace(thread.workspace_id))
        assert f'id="row-{thread.pk}"' in row["html"]
        assert "look here" not in row["html"]
        items = await opened.pieces(groups.thread(thread.pk))
        assert f'id="note-{note.pk}"' in items["html"]
        assert "look here" in items["html"]


async def test_numbers_rise_by_one_and_the_greeting_says_where_they_stand():
    thread, member = await make()
    group = groups.workspace(thread.workspace_id)
    async with tab(member.user) as opened:
        start = (await opened.joined(group))["number"]
        for step in (1, 2, 3):
            await sync_to_async(acts.write_note)(thread, member, "look")
            assert (await opened.pieces(group))["number"] == start + step
    async with tab(member.user) as again:
        assert (await again.joined(group))["number"] == start + 3


async def test_changes_are_counted_when_nobody_listens():
    thread, member = await make()
    group = groups.workspace(thread.workspace_id)
    await sync_to_async(acts.write_note)(thread, member, "look")
    assert (await sync_to_async(numbers.standing)(group)).number == 1


async def test_nothing_is_told_of_what_was_rolled_back():
    thread, member = await make()

    @sync_to_async
    def change_and_fail():
        try:
            with transaction.atomic():
                announce([Change(thread.workspace_id, thread.pk)])
                raise LookupError
        except LookupError:
            pass

    async with tab(member.user) as opened:
        await opened.joined(groups.member(member.pk))
        await change_and_fail()
        assert await opened.receive_nothing(0.3)


async def test_another_workspace_hears_nothing():
    thread, member = await make()
    _, other = await make()
    async with tab(other.user) as opened:
        await opened.joined(groups.member(other.pk))
        await sync_to_async(acts.write_note)(thread, member, "look")
        assert await opened.receive_nothing(0.3)


async def test_the_boundary_is_pushed_when_it_passes():  # W-7
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.joined(groups.member(member.pk))
        await end_in(thread, 1)
        await opened.say({"open": thread.pk})
        frame = await opened.pieces(groups.thread(thread.pk))
        assert 'data-composer="human_agent"' in frame["html"]
        assert f'id="row-{thread.pk}"' in frame["html"]
        assert frame["number"] == 0


async def test_the_boundary_moves_when_they_write_again():  # W-2, W-7
    thread, member = await make()

    @sync_to_async
    def they_write():
        Thread.everywhere.filter(pk=thread.pk).update(last_inbound_at=timezone.now())
        announce([Change(thread.workspace_id, thread.pk)])

    async with tab(member.user) as opened:
        await opened.joined(groups.member(member.pk))
        await end_in(thread, 1.5)
        await opened.say({"open": thread.pk})
        await opened.joined(groups.thread(thread.pk))
        await they_write()
        frame = await opened.pieces(groups.thread(thread.pk))
        assert 'data-composer="open"' in frame["html"]
        assert await opened.receive_nothing(2)


async def test_tabs_on_one_thread_are_told_of_its_boundary_together():  # W-7
    thread, member = await make()
    group = groups.thread(thread.pk)
    async with tab(member.user) as one, tab(member.user) as other:
        for opened in (one, other):
            await opened.joined(groups.member(member.pk))
        await end_in(thread, 1.5)
        for opened in (one, other):
            await opened.say({"open": thread.pk})
            await opened.joined(group)
        assert await one.pieces(group) == await other.pieces(group)


async def test_a_thread_left_before_its_boundary_is_heard_no_more():  # W-7
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.joined(groups.member(member.pk))
        await end_in(thread, 1)
        await opened.say({"open": thread.pk})
        await opened.joined(groups.thread(thread.pk))
        await opened.say({"open": None})
        assert await opened.receive_nothing(1.5)


async def test_a_socket_that_is_torn_down_leaves_nothing_to_wait_for():
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.say({"open": thread.pk})
        await opened.joined(groups.thread(thread.pk))
        await opened.tear_down()
        assert thread.pk not in boundaries._threads


async def test_a_left_thread_is_heard_no_more():
    thread, member = await make()
    async with tab(member.user) as opened:
        await opened.say({"open": thread.pk})
        await opened.joined(groups.thread(thread.pk))
        await opened.say({"open": None})
        await opened.receive_nothing(0.2)
        await sync_to_async(acts.write_note)(thread, member, "look here")
        assert "look here" not in (await opened.frame("pieces"))["html"]
        assert await opened.receive_nothing(0.3)
