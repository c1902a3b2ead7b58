"""The exact bytes of a delivery, and their signatures.

Meta writes non-ASCII as lowercase ``\\uXXXX``, every ``/`` as ``\\/``, direct messages without
spaces and content changes with a space after each ``:`` and ``,``. The signature covers the bytes.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

DIRECT = ("messaging", "standby")
CONTENT = ("changes", "flat")


class Event(NamedTuple):
    """One event of an account. ``family`` is the key it travels under, or ``flat``."""

    ig_id: str
    family: str
    body: dict[str, Any]


def envelope(events: Iterable[Event], sent_at: int) -> bytes:
    """One delivery of events that share a family group; ``sent_at`` in milliseconds."""
    listed = list(events)
    if listed[0].family in CONTENT:
        entries = [_content_entry(event, sent_at // 1_000) for event in listed]
        return written({"entry": entries, "object": "instagram"}, spaced=True)
    return written({"object": "instagram", "entry": _direct_entries(listed, sent_at)})


def written(body: Any, *, spaced: bool = False) -> bytes:
    separators = (", ", ": ") if spaced else (",", ":")
    return json.dumps(body, separators=separators).replace("/", "\\/").encode("ascii")


def signatures(body: bytes, secret: str) -> dict[str, str]:
    """Both headers: Meta's own samples still read the older one."""
    key = secret.encode()
    return {
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest(),
        "X-Hub-Signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest(),
    }


def _content_entry(event: Event, seconds: int) -> dict[str, Any]:
    start = {"id": event.ig_id, "time": seconds}
    return {**start, **event.body} if event.family == "flat" else {**start, "changes": [event.body]}


def _direct_entries(events: list[Event], sent_at: int) -> list[dict[str, Any]]:
    """Neighbours of one account and family share an entry."""
    entries: list[dict[str, Any]] = []
    for event in events:
        last = entries[-1] if entries else {}
        if last.get("id") == event.ig_id and event.family in last:
            last[event.family].append(event.body)
        else:
            entries.append({"id": event.ig_id, "time": sent_at, event.family: [event.body]})
    return entries
