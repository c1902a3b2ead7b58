"""One socket for each open tab: joins, leaves and forwards; holds no rule."""

from __future__ import annotations

import json
from typing import Any

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from inbox.live import access, groups, numbers
from inbox.live.boundaries import boundaries
from inbox.live.events import Fragment, Hello

SIGNED_OUT = 4401  # close codes: the page goes to sign-in …
STRANGER = 4404  # … or lets go of the thread


class InboxConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """A tab of a member. It may say ``{"open": 12}`` or ``{"open": null}``; all else is ignored."""

    member_id: int | None = None
    thread_id: int | None = None
    own_groups: tuple[str, ...] = ()

    async def __call__(self, *door: Any) -> None:
        """However the socket ends, also by an error, its tab leaves the boundaries."""
        try:
            await super().__call__(*door)
        finally:
            self._stop_watching()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As upstream, less its look for old database connections, which takes a thread for each
        message of each tab: whatever asks the database here looks for itself."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        await self.accept()
        member = await _member_signed_in(self.scope["cookies"])
        if member is None:
            await self.close(SIGNED_OUT)
            return
        self.member_id = member.pk
        self.own_groups = (groups.workspace(member.workspace_id), groups.member(member.pk))
        await self._join(*self.own_groups)

    async def disconnect(self, code: int) -> None:
        await self._leave_thread()
        for group in self.own_groups:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        wanted = _wanted_thread(text_data or "")
        if wanted is False or self.member_id is None:
            return
        await self._leave_thread()
        if wanted is None:
            return
        # Asked again each time: a member taken off the workspace joins nothing any more.
        visible = await _visible(self.member_id, wanted)
        if visible is None:
            await self.close(STRANGER)
            return
        self.thread_id = wanted
        boundaries.watch(wanted, visible.ends_at, self.tell)
        await self._join(groups.thread(wanted))

    async def live_fragment(self, event: Fragment) -> None:
        """A change, encoded by its publisher."""
        if event["thread_id"] is not None:
            boundaries.move(event["thread_id"], event["ends_at"])
        await self.tell(event["text"])

    async def tell(self, text: str) -> None:
        """Forward a frame as it is."""
        await self.send(text_data=text)

    async def _join(self, *names: str) -> None:
        """Join, then say where the groups stand: what comes between is seen twice, never missed."""
        for name in names:
            await self.channel_layer.group_add(name, self.channel_name)
        for name, standing in (await _standings(names)).items():
            moved = standing.changed_at.isoformat() if standing.changed_at else ""
            now = timezone.now().isoformat()
            number = standing.number
            hello = Hello(type="joined", group=name, number=number, changed_at=moved, now=now)
            await self.tell(json.dumps(hello))

    async def _leave_thread(self) -> None:
        left = self._stop_watching()
        if left is not None:
            await self.channel_layer.group_discard(groups.thread(left), self.channel_name)

    def _stop_watching(self) -> int | None:
        """Gives the thread that was open."""
        left, self.thread_id = self.thread_id, None
        if left is not None:
            boundaries.leave(left, self.tell)
        return left


_member_signed_in = database_sync_to_async(access.member_signed_in)
_visible = database_sync_to_async(access.visible)
_standings = database_sync_to_async(numbers.standings)


def _wanted_thread(text: str) -> int | bool | None:
    """The thread a page opens, None when it closes one, False for anything else."""
    try:
        wanted = json.loads(text)["open"]
    except (ValueError, KeyError, TypeError):
        return False
    return wanted if wanted is None or type(wanted) is int else False
