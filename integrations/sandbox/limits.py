"""How often an account may call, and the usage headers that tell it how far it is.

Sliding logs in memory: a restart forgets them, as it forgets nothing that anybody relies on.
"""

import json
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

from .clock import HOUR, MINUTE, SECOND, Clock
from .errors import refuse

# bucket -> (length in ms, refusal). The figures themselves are options of the account.
BUCKETS = {
    "text_per_second": (SECOND, (613, 2534040)),
    "av_per_second": (SECOND, (613, 2534040)),
    "private_replies_per_hour": (HOUR, (613, 2534040)),
    "live_replies_per_second": (SECOND, (613, 2534040)),
    "conversations_per_second": (SECOND, (4, None)),
    "messages_per_hour": (HOUR, (80002, None)),
    "calls_per_hour": (HOUR, (80002, None)),
}
USUAL: dict[str, int | None] = {
    "text_per_second": 100,
    "av_per_second": 10,
    "private_replies_per_hour": 750,
    "live_replies_per_second": 100,
    "conversations_per_second": 2,
    "messages_per_hour": None,  # 200 an hour is widely told and found on no page of Meta's
    "calls_per_hour": None,
}
# What "100 percent" means in the headers while no hourly limit is set: the least of Meta's formula.
NOMINAL_CALLS = 4_800


@dataclass(frozen=True, slots=True)
class Style:
    """How an account's usage headers look, and from which call on they appear.

    ``percent`` and ``minutes`` are told as they are, at once, instead of what is used.
    """

    after: int
    classic: bool
    percent: int | None = None
    minutes: int | None = None


class Limits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taken: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._calls: defaultdict[str, int] = defaultdict(int)

    def take(self, ig_id: str, bucket: str, allowed: int | None) -> None:
        """Count one call, or raise the bucket's refusal. A refused call is not counted."""
        length, (code, subcode) = BUCKETS[bucket]
        taken = self._fresh(ig_id, bucket, length)
        if allowed is not None and len(taken) >= allowed:
            raise refuse(code, subcode)
        taken.append(self._clock.now())

    def counted(self, ig_id: str) -> None:
        self._calls[ig_id] += 1

    def headers(self, ig_id: str, allowed: int | None, style: Style) -> dict[str, str]:
        """Percentages of the hour's allowance; nothing before so many calls."""
        chosen = style.percent is not None or style.minutes is not None
        if self._calls[ig_id] <= style.after and not chosen:
            return {}
        percent, minutes = self._used(ig_id, allowed)
        minutes = minutes if style.minutes is None else style.minutes
        percent = percent if style.percent is None else style.percent
        app: dict[str, int] = {"call_volume": percent, "cpu_time": percent // 4}
        if style.classic:
            app = {"call_count": percent, "total_cputime": percent // 4, "total_time": percent // 3}
        return {
            "x-app-usage": json.dumps(app),
            "x-business-use-case-usage": json.dumps({ig_id: [_business(percent, minutes)]}),
        }

    def age(self, milliseconds: int) -> None:
        for taken in self._taken.values():
            shifted = [at - milliseconds for at in taken]
            taken.clear()
            taken.extend(shifted)

    def empty(self) -> None:
        self._taken.clear()
        self._calls.clear()

    def _used(self, ig_id: str, allowed: int | None) -> tuple[int, int]:
        """Percent of the hour's calls, and the minutes until one is free again."""
        taken = self._fresh(ig_id, "calls_per_hour", HOUR)
        percent = 100 * len(taken) // (allowed or NOMINAL_CALLS)
        if percent < 100 or not taken:
            return percent, 0
        return percent, max(1, -(-(taken[0] + HOUR - self._clock.now()) // MINUTE))

    def _fresh(self, ig_id: str, bucket: str, length: int) -> "deque[int]":
        taken = self._taken[ig_id, bucket]
        horizon = self._clock.now() - length
        while taken and taken[0] <= horizon:
            taken.popleft()
        return taken


def _business(percent: int, minutes: int) -> dict[str, Any]:
    return {
        "type": "instagram",
        "call_count": percent,
        "total_cputime": percent // 4,
        "total_time": percent // 3,
        "estimated_time_to_regain_access": minutes,
    }
