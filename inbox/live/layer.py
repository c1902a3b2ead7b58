"""The channel layer: Redis pub/sub whose joins return only once Redis has acknowledged them.

The stock layer's ``group_add`` returns before the SUBSCRIBE is acknowledged, while PUBLISH uses
another connection: under churn some messages sent right after a join are lost. It also offers
what the layer lacks for code that is not async: ``send_all`` publishes over one plain connection.
Built on private names of channels_redis 4.3.0, which is pinned; a test joins and sends under churn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from channels.layers import get_channel_layer
from channels_redis import pubsub
from redis import Redis

ACK_WITHIN = 5  # seconds


class AckedShard(pubsub.RedisSingleShardConnection):  # type: ignore[misc]  # no types upstream
    """A connection to one Redis that waits for the answer to each SUBSCRIBE."""

    def __init__(self, host: Any, channel_layer: Any) -> None:
        super().__init__(host, channel_layer)
        self._acks: dict[str, asyncio.Future[None]] = {}
        self._joined = asyncio.Event()

    async def subscribe(self, channel: str) -> None:
        async with self._lock:
            ack = self._acks.get(channel)
            if channel not in self._subscribed_to:
                self._ensure_redis()
                self._ensure_receiver()
                ack = self._acks[channel] = asyncio.get_running_loop().create_future()
                await self._pubsub.subscribe(channel)
                self._subscribed_to.add(channel)
                self._joined.set()
        if ack is not None and not ack.done():
            await asyncio.wait_for(asyncio.shield(ack), ACK_WITHIN)

    async def unsubscribe(self, channel: str) -> None:
        async with self._lock:
            layer = self.channel_layer
            wanted_again = channel in layer.groups or channel in layer.channels
            if channel in self._subscribed_to and not wanted_again:
                self._ensure_redis()
                self._ensure_receiver()
                await self._pubsub.unsubscribe(channel)
                self._subscribed_to.remove(channel)
                self._acks.pop(channel, None)

    async def _do_receiving(self) -> None:
        """Wait for what comes, and for the first join while there is nothing to come: upstream
        looks ten times a second, whether or not anybody is there."""
        while True:
            try:
                if self._pubsub and self._pubsub.subscribed:
                    self._take(await self._pubsub.get_message(timeout=None))
                else:
                    self._joined.clear()
                    await self._joined.wait()
            except Exception:  # noqa: BLE001  # logged; the next look connects again
                pubsub.logger.exception("Unexpected exception in receive task")
                await asyncio.sleep(1)

    def _take(self, message: Mapping[str, Any] | None) -> None:
        if message is None:
            return
        if message["type"] == "message":
            self._receive_message(message)
        elif message["type"] == "subscribe":
            name = message["channel"]
            ack = self._acks.get(name.decode() if isinstance(name, bytes) else name)
            if ack is not None and not ack.done():
                ack.set_result(None)


class AckedLoopLayer(pubsub.RedisPubSubLoopLayer):  # type: ignore[misc]  # no types upstream
    """The layer of one event loop."""

    def __init__(self, hosts: Sequence[Any], **options: Any) -> None:
        super().__init__(hosts=hosts, **options)
        self._shards = [AckedShard(host, self) for host in pubsub.decode_hosts(hosts)]


class AckedPubSubChannelLayer(pubsub.RedisPubSubChannelLayer):  # type: ignore[misc]  # no types upstream
    """What settings name as the channel layer."""

    def _get_layer(self) -> AckedLoopLayer:
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = AckedLoopLayer(*self._args, **self._kwargs, channel_layer=self)
            pubsub._wrap_close(self, loop)
        layer: AckedLoopLayer = self._layers[loop]
        return layer

    @property
    def prefix(self) -> str:
        return str(self._kwargs.get("prefix", "asgi"))

    @property
    def host(self) -> str:
        return str(self._kwargs["hosts"][0])


# --- For code that is not async: web threads, Celery workers, commands ----------------------------
def listeners(groups: Sequence[str]) -> dict[str, int]:
    """How many servers listen to each group now."""
    names = [_name(group) for group in groups]
    answers = connection().pubsub_numsub(*names) if names else []
    return {group: int(count) for group, (_, count) in zip(groups, answers, strict=True)}


def send_all(messages: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Send each message to its group, in order and in one round trip."""
    layer = get_channel_layer()
    with connection().pipeline(transaction=False) as pipeline:
        for group, message in messages:
            pipeline.publish(_name(group), layer.serialize(message))
        pipeline.execute()


def connection() -> Redis:
    """A plain connection to the layer's Redis; a forked process opens its own."""
    return _client(get_channel_layer().host)


def prefix() -> str:
    """What keeps several installations on one Redis apart; pub/sub knows no database numbers."""
    return str(get_channel_layer().prefix)


def _name(group: str) -> str:
    return f"{prefix()}__group__{group}"


@cache
def _client(url: str) -> Redis:
    return Redis.from_url(url)
