"""The Redis keys of an account's limits, and the clock they are kept by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import redis
from django.conf import settings
from redis.commands.core import Script

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# Names in the order in which the script takes their keys.
LOGS = ("second", "hour", "replies", "live", "people", "burst")


def key(account_id: int, name: str) -> str:
    """All keys of an account share a hash tag, so that a cluster keeps them together."""
    return f"pace:{{{account_id}}}:{name}"


def redis_clock() -> str:
    """The moment for the scripts, in ms since 1970; empty for Redis's own clock.

    One clock for all machines: with their own, one that is ahead would forget calls too early.
    """
    return ""


def ms(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def moment(milliseconds: float) -> datetime:
    return EPOCH + int(milliseconds) * MILLISECOND


def client() -> redis.Redis:
    """A connection out of this process's pool."""
    return _client(settings.REDIS_URL)


def script(name: str) -> Script:
    """The script ``name``, loaded when Redis does not know it."""
    return _script(settings.REDIS_URL, name)


@lru_cache(maxsize=4)
def _client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2)


@lru_cache(maxsize=16)
def _script(redis_url: str, name: str) -> Script:
    source = Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")
    return _client(redis_url).register_script(source)
