"""What can happen, by the names that histories are told with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connections

from inbox.accounts.channels import MediaKind
from inbox.delivery.guard import Content, Media, QuickReply, Text
from tests.inbox.delivery.shop import MILLISECOND, POSTS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAYS = {
    "text": {"text": "hello"},
    "photo": {},
    "story_reply": {"media": POSTS["STORY"], "text": "nice"},
    "story_mention": {},
    "quick_reply": {"title": "Yes", "payload": "YES"},
    "postback": {"title": "Hours", "payload": "HOURS"},
    "ice_breaker": {"title": "Hours", "payload": "HOURS"},
    "menu": {"title": "Hours", "payload": "HOURS"},
    "ad": {"text": "from the ad"},
}
BESIDE = {
    "referral": {"ref": "poster"},
    "opt_in": {"topic": "News"},
    "typed_in_app": {"text": "by hand"},
    "note_to_self": {"text": "to self"},
    "own_comment": {"media": POSTS["FEED"], "text": "ours"},
    "seen": {},
}
TROUBLE = {
    "busy": {"kind": "error", "code": 2018321},
    "too many calls": {"kind": "error", "code": 613, "subcode": 2534040},
    "no answer": {"kind": "lost_answer", "how": "drop"},
}
SPANS = {
    "a second": timedelta(seconds=1),
    "a minute": timedelta(minutes=1),
    "three hours": 3 * HOUR,
    "most of a day": timedelta(hours=23, minutes=59, seconds=59),
    "two days": 2 * DAY,
    "six days": 6 * DAY,
}
NEAR = {
    "a second before": timedelta(seconds=-1),
    "a millisecond before": -MILLISECOND,
    "at": timedelta(0),
    "a millisecond after": MILLISECOND,
    "a second after": timedelta(seconds=1),
}


def content_of(kind: str, words: str) -> Content:
    """Each with words or an address of its own, so that it can be recognised there."""
    match kind:
        case "photo":
            url = f"https://shop.example/{words.replace(' ', '-')}.png"
            return Media(MediaKind.IMAGE, url, "image/png", 1000)
        case "choices":
            return Text(words, quick_replies=(QuickReply("Yes", "YES"),))
        case "offer":
            return Text(f"{words}: 20% off today only")
        case "confirmed offer":
            return Text(f"{words}: 20% off today only", support_because="They asked.")
    return Text(words)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do them at the same moment, each on a connection of its own; what each returned."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            ready.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
