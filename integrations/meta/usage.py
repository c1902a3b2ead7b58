"""Meta's usage headers: how much of its limits is used, read off every answer (L-5, L-8)."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from django.db import DatabaseError
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.pacing import Usage
from inbox.delivery.pacing import heed as pace
from integrations.meta.wire.reading import mapping

log = structlog.get_logger(__name__)
APP, BUSINESS = "X-App-Usage", "X-Business-Use-Case-Usage"
# Percent of an allowance. graph.facebook.com and graph.instagram.com name them differently.
PERCENTS = ("call_count", "total_cputime", "total_time", "call_volume", "cpu_time")
WAIT = "estimated_time_to_regain_access"  # minutes; 0 when nothing is blocked
LONGEST = timedelta(days=1)  # Meta's longest span; a header that asks for more is not believed
TELL_AGAIN = 60.0  # seconds; pacing forgets what it is not told for five minutes

_told: dict[int, tuple[int, float]] = {}  # by account: what this process said last, and when


def heed(account: Account, headers: Mapping[str, str]) -> None:
    """Tell pacing what an answer's headers say. Without any, or without news, this costs nothing.

    The answer itself is never lost over them.
    """
    said = usage_of(headers, account.external_id)
    if said is None or not _is_news(account, said):
        return
    try:
        pace(account, said, timezone.now())
    except DatabaseError as error:
        log.warning("usage not heeded", account=account.pk, error=repr(error))


def usage_of(headers: Mapping[str, str], external_id: str) -> Usage | None:
    """The highest percentage and the longest wait; None where the headers say neither.

    The business header may tell of several accounts: of these, only ours counts.
    """
    business = mapping(_json(headers.get(BUSINESS)))
    named = [business[external_id]] if external_id in business else business.values()
    rows = [mapping(row) for of_one in named if isinstance(of_one, list) for row in of_one]
    app = mapping(_json(headers.get(APP)))
    percent = max(_numbers([app, *rows], PERCENTS), default=None)
    minutes = max(_numbers(rows, (WAIT,)), default=0.0)
    blocked_for = min(timedelta(minutes=min(minutes, 1e6)), LONGEST) if minutes else None
    return None if percent is None and blocked_for is None else Usage(percent, blocked_for)


def _is_news(account: Account, said: Usage) -> bool:
    """A block, another percentage, or one that was told a while ago."""
    if said.percent is None:
        return True
    percent, now = math.floor(said.percent), time.monotonic()
    last, at = _told.get(account.pk, (-1, 0.0))
    if percent == last and now - at < TELL_AGAIN and not said.blocked_for:
        return False
    _told[account.pk] = percent, now
    return True


def _json(text: str | None) -> Any:
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _numbers(rows: Iterable[Mapping[str, Any]], names: Iterable[str]) -> Iterable[float]:
    names = tuple(names)
    for row in rows:
        for name in names:
            value = row.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
                yield float(min(value, 1e9))
