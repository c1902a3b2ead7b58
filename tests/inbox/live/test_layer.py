"""Who has joined a group misses nothing that is sent to it afterwards."""

import asyncio

import pytest
from channels.layers import get_channel_layer

from inbox.live import layer

TASKS, ROUNDS = 50, 6


async def test_a_message_sent_right_after_a_join_arrives_also_under_churn():
    channels = get_channel_layer()

    async def join_and_send(task: int, number: int) -> None:
        group = f"churn.{task}.{number}"
        name = await channels.new_channel()
        await channels.group_add(group, name)
        await asyncio.to_thread(layer.send_all, [(group, {"type": "test", "number": number})])
        message = await asyncio.wait_for(channels.receive(name), 5)
        assert message["number"] == number
        await channels.group_discard(group, name)

    async def one(task: int) -> None:
        for number in range(ROUNDS):
            await join_and_send(task, number)

    try:
        await asyncio.gather(*(one(task) for task in range(TASKS)))
    finally:
        await channels.flush()


async def test_messages_keep_their_order():
    channels = get_channel_layer()
    name = await channels.new_channel()
    await channels.group_add("order", name)
    try:
        await asyncio.to_thread(
            layer.send_all, [("order", {"type": "test", "number": n}) for n in range(200)]
        )
        found = [(await asyncio.wait_for(channels.receive(name), 5))["number"] for _ in range(200)]
        assert found == list(range(200))
    finally:
        await channels.flush()


async def test_listeners_are_counted_by_group():
    channels = get_channel_layer()
    name = await channels.new_channel()
    await channels.group_add("heard", name)
    try:
        counted = await asyncio.to_thread(layer.listeners, ["heard", "unheard"])
        assert counted == {"heard": 1, "unheard": 0}
        await channels.group_discard("heard", name)
        async with asyncio.timeout(5):
            # Redis tells nobody when a count falls.
            while (await asyncio.to_thread(layer.listeners, ["heard"]))["heard"]:  # noqa: ASYNC110
                await asyncio.sleep(0)
    finally:
        await channels.flush()


@pytest.mark.parametrize("rounds", [1, 3])
async def test_a_group_can_be_left_and_joined_again(rounds):
    channels = get_channel_layer()
    name = await channels.new_channel()
    try:
        for number in range(rounds):
            await channels.group_add("again", name)
            await channels.group_send("again", {"type": "test", "number": number})
            assert (await asyncio.wait_for(channels.receive(name), 5))["number"] == number
            await channels.group_discard("again", name)
    finally:
        await channels.flush()


async def test_a_lost_connection_is_made_again_with_all_that_was_joined():
    channels = get_channel_layer()
    name = await channels.new_channel()
    await channels.group_add("kept", name)
    try:
        (shard,) = channels._get_layer()._shards
        reader = shard._pubsub.connection._writer.get_extra_info("sockname")
        kill = layer.connection().client_kill_filter
        assert await asyncio.to_thread(kill, addr=f"{reader[0]}:{reader[1]}") == 1
        async with asyncio.timeout(5):
            # Joined again by itself, once the next look finds the connection gone.
            while not (await asyncio.to_thread(layer.listeners, ["kept"]))["kept"]:  # noqa: ASYNC110
                await asyncio.sleep(0)
        await asyncio.to_thread(layer.send_all, [("kept", {"type": "test", "number": 1})])
        assert (await asyncio.wait_for(channels.receive(name), 5))["number"] == 1
    finally:
        await channels.flush()


async def test_a_layer_that_nobody_has_joined_any_more_is_joined_again():
    channels = get_channel_layer()
    try:
        for number in (1, 2):
            name = await channels.new_channel()
            waiting = asyncio.create_task(channels.receive(name))
            await channels.send(name, {"type": "test", "number": number})
            assert (await asyncio.wait_for(waiting, 5))["number"] == number
            waiting = asyncio.create_task(channels.receive(name))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait([waiting])
            assert not channels.channels
    finally:
        await channels.flush()
