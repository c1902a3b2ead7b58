"""When the next message of an account may go: all its limits, taken together (L-1, L-2, L-9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import redis
from django.conf import settings
from redis.commands.core import Script

from inbox.accounts.models import Account
from inbox.delivery.models import Outbound

WITHOUT_REDIS = timedelta(seconds=1)  # how long to wait before asking again
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Permit:
    """One call, now."""


@dataclass(frozen=True, slots=True)
class NotBefore:
    """No call before ``when``."""

    when: datetime


def permit(account: Account, outbound: Outbound, now: datetime) -> Permit | NotBefore:
    """Take one call for ``outbound`` out of the account's limits; without Redis nothing goes.

    A person's reply counts as a call, but not against the automated messages of the hour. A
    permit that is not used stays taken: that only makes us slower.
    """
    tag = f"pace:{{{account.pk}}}"  # one hash tag, so that a cluster keeps the keys together
    try:
        answer = _script(settings.REDIS_URL)(
            keys=[f"{tag}:second", f"{tag}:hour"],
            args=[
                (now - _EPOCH) // _MILLISECOND,
                f"{outbound.pk}:{now.timestamp()}",
                account.calls_per_second,
                account.messages_per_hour,
                int(_is_automated(outbound)),
            ],
        )
    except redis.RedisError:
        return NotBefore(now + WITHOUT_REDIS)
    return NotBefore(_EPOCH + answer * _MILLISECOND) if answer else Permit()


def _is_automated(outbound: Outbound) -> bool:
    return outbound.author != Outbound.Author.PERSON and outbound.kind != Outbound.Kind.PUBLIC_REPLY


@lru_cache(maxsize=4)
def _script(redis_url: str) -> Script:
    source = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")
    return redis.Redis.from_url(redis_url).register_script(source)
