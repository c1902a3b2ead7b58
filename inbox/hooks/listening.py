"""Who listens to what, without asking the database each time."""

from __future__ import annotations

import time
from collections.abc import Mapping

from inbox.hooks.events import Event
from inbox.hooks.models import Endpoint

FRESH = 1.0  # seconds for which a process believes what it read
MOST_KNOWN = 1_000  # workspaces, then it forgets them all

_Ears = Mapping[str, tuple[int, ...]]  # ids of endpoints by event
_known: dict[int, tuple[float, _Ears]] = {}


def endpoints_for(workspace_id: int, event: Event) -> tuple[int, ...]:
    """Ids of the endpoints that listen to ``event``; one query a second for each workspace."""
    known = _known.get(workspace_id)
    if known is None or known[0] < time.monotonic():
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[workspace_id] = (time.monotonic() + FRESH, _read(workspace_id))
    return known[1].get(event, ())


def forget(workspace_id: int) -> None:
    """An endpoint has changed: this process learns it at once, the others within FRESH."""
    _known.pop(workspace_id, None)


def _read(workspace_id: int) -> _Ears:
    ears: dict[str, tuple[int, ...]] = {}
    on = Endpoint.everywhere.filter(workspace=workspace_id, is_on=True)
    for endpoint_id, events in on.order_by("pk").values_list("pk", "events"):
        for event in events:
            ears[event] = (*ears.get(event, ()), endpoint_id)
    return ears
