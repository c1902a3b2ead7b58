"""Writing down what has to be told: rows in the caller's transaction, and a bell after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from inbox.hooks import listening, waking
from inbox.hooks.events import Event
from inbox.hooks.models import Endpoint, HookCall

VERSION = 1  # of the envelope; docs/webhooks.md
LONGEST_URL = 2_000  # characters
MOST_PATIENCE = timedelta(seconds=30)


def emit(workspace_id: int, event: Event, key: str, data: Mapping[str, Any]) -> None:
    """See ``inbox.hooks.emit``."""
    endpoint_ids = listening.endpoints_for(workspace_id, event)
    if endpoint_ids:
        _write([_told(workspace_id, pk, event, key, data) for pk in endpoint_ids])


def tell_one(endpoint: Endpoint, event: Event, key: str, data: Mapping[str, Any]) -> HookCall:
    """Tell one endpoint only, whatever it listens to: for tests. ``key`` has to be a new one."""
    call = _told(endpoint.workspace_id, endpoint.pk, event, key, data)
    call.save()
    transaction.on_commit(waking.ring)
    return call


def ask(workspace_id: int, url: str, key: str, data: Mapping[str, Any], timeout: timedelta) -> None:
    """See ``inbox.hooks.ask``."""
    now = timezone.now()
    url = url.replace("\0", "")[:LONGEST_URL] or "-"  # whatever a rule holds: the log will show it
    patience = min(max(timeout, timedelta(seconds=1)), MOST_PATIENCE)
    call = HookCall(
        workspace_id=workspace_id,
        url=url,
        target=f"{workspace_id} {_place(url)}"[:300],
        event=Event.STEP,
        key=key,
        body=written(workspace_id, Event.STEP, key, data, now),
        patience=int(patience.total_seconds()),
        due_at=now,
        created_at=now,
    )
    _write([call])


def written(
    workspace_id: int, event: Event, name: str, data: Mapping[str, Any], at: datetime
) -> str:
    """The body of a call: plain ASCII, so that nothing on the way can change its bytes."""
    envelope = {
        "version": VERSION,
        "id": name,
        "event": event.value,
        "at": at.isoformat(),
        "workspace": workspace_id,
        "data": data,
    }
    return json.dumps(envelope, cls=DjangoJSONEncoder, separators=(",", ":"))


def _told(
    workspace_id: int, endpoint_id: int, event: Event, key: str, data: Mapping[str, Any]
) -> HookCall:
    now = timezone.now()
    call = HookCall(
        workspace_id=workspace_id,
        endpoint_id=endpoint_id,
        target=f"endpoint {endpoint_id}",
        event=event,
        key=key,
        due_at=now,
        created_at=now,
    )
    call.body = written(workspace_id, event, call.name, data, now)
    return call


def _write(calls: list[HookCall]) -> None:
    # One that is there already was told, or will be: the key says so.
    HookCall.everywhere.bulk_create(calls, ignore_conflicts=True)
    transaction.on_commit(waking.ring)


def _place(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
