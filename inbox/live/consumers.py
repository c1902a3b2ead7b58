"""One socket for each open tab: joins, leaves and forwards; holds no rule."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from inbox.accounts.membership import SESSION_KEY, member_of
from inbox.accounts.models import Member, User
from inbox.live import groups, numbers, pieces
from inbox.live.events import Fragment, Hello
from inbox.threads.models import Thread

SIGNED_OUT = 4401  # close codes: the page goes to sign-in …
STRANGER = 4404  # … or lets go of the thread


class InboxConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """A tab of a member. It may say ``{"open": 12}`` or ``{"open": null}``; all else is ignored."""

    member: Member
    thread_id: int | None = None
    boundary: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        await self.accept()
        member = await _member(self.scope["user"], self.scope["session"])
        if member is None:
            await self.close(SIGNED_OUT)
            return
        self.member = member
        await self._join(groups.workspace(member.workspace_id))
        await self._join(groups.member(member.pk))

    async def disconnect(self, code: int) -> None:
        self._watch(None)
        if hasattr(self, "member"):
            await self._leave_thread()
            for group in (
                groups.workspace(self.member.workspace_id),
                groups.member(self.member.pk),
            ):
                await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        wanted = _wanted_thread(text_data or "")
        if wanted is False or not hasattr(self, "member"):
            return
        await self._leave_thread()
        if wanted is None:
            return
        # Asked again each time: a member taken off the workspace joins nothing any more.
        window = await _visible_boundary(self.member.pk, wanted)
        if window is None:
            await self.close(STRANGER)
            return
        self.thread_id = wanted
        await self._join(groups.thread(wanted))
        self._watch(window.ends_at)

    async def live_fragment(self, event: Fragment) -> None:
        """A change, encoded by its publisher."""
        if event["ends_at"] is not None:
            self._watch(event["ends_at"])
        await self.send(text_data=event["text"])

    async def _join(self, group: str) -> None:
        """Join, then say where the group stands: what comes between is seen twice, never missed."""
        await self.channel_layer.group_add(group, self.channel_name)
        standing = await _standing(group)
        moved = standing.changed_at.isoformat() if standing.changed_at else ""
        now = timezone.now().isoformat()
        hello = Hello(type="joined", group=group, number=standing.number, changed_at=moved, now=now)
        await self.send(text_data=json.dumps(hello))

    async def _leave_thread(self) -> None:
        if self.thread_id is not None:
            await self.channel_layer.group_discard(groups.thread(self.thread_id), self.channel_name)
        self.thread_id = None
        self._watch(None)

    def _watch(self, ends_at: float | None) -> None:
        """Keep one timer: for the next boundary of the open thread (W-7)."""
        if self.boundary is not None and self.boundary is not asyncio.current_task():
            self.boundary.cancel()
        self.boundary = None
        if ends_at is not None and self.thread_id is not None:
            self.boundary = asyncio.create_task(self._flip(self.thread_id, ends_at))

    async def _flip(self, thread_id: int, ends_at: float) -> None:
        """Wait for the boundary, then push what time alone has changed."""
        await asyncio.sleep(max(0.0, ends_at - time.time()))
        html, next_ends_at = await database_sync_to_async(pieces.flip)(thread_id)
        group = groups.thread(thread_id)
        await self.send(text_data=pieces.frame(group, 0, html, timezone.now()))
        self._watch(next_ends_at)


class _Boundary:
    """When the window of a thread changes by time alone; None in it says never."""

    def __init__(self, ends_at: float | None) -> None:
        self.ends_at = ends_at


@database_sync_to_async
def _member(user: Any, session: Any) -> Member | None:
    return member_of(user, session.get(SESSION_KEY)) if isinstance(user, User) else None


@database_sync_to_async
def _visible_boundary(member_id: int, thread_id: int) -> _Boundary | None:
    """The boundary of a thread that this member may see now; None for strangers."""
    member = Member.everywhere.filter(pk=member_id, user__is_active=True).first()
    if member is None:
        return None
    threads = Thread.objects.visible_to(member).select_related("account", "open_comment")
    thread = threads.filter(pk=thread_id).first()
    return _Boundary(pieces.ends_at(thread, timezone.now())) if thread else None


_standing = database_sync_to_async(numbers.standing)


def _wanted_thread(text: str) -> int | bool | None:
    """The thread a page opens, None when it closes one, False for anything else."""
    try:
        wanted = json.loads(text)["open"]
    except (ValueError, KeyError, TypeError):
        return False
    return wanted if wanted is None or type(wanted) is int else False
