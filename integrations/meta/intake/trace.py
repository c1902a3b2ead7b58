"""The trace of what came in (K-10), which forgets what contacts take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from integrations.meta.intake.arrivals import Record
from integrations.meta.intake.lines import Line
from integrations.meta.intake.store import run
from integrations.meta.models import Event
from integrations.meta.wire.reading import dump
from integrations.meta.wire.values import Item

# A repeat tells what became of a row that waited. It does not make good a message that was set
# aside because the automations failed over it: that takes a replay.
WRITE = """
    INSERT INTO meta_event AS e (workspace_id, account_id, owner, key, kind, subject, payload,
        occurred_at, received_at, outcome, error, delivery_id, thread_id, message_id)
    SELECT workspace_id, account_id, owner, key, kind, subject, payload::jsonb, occurred_at,
        received_at, outcome, error, delivery_id, thread_id, message_id
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[], %s::bigint[],
        %s::bigint[], %s::bigint[])
        AS new(workspace_id, account_id, owner, key, kind, subject, payload, occurred_at,
        received_at, outcome, error, delivery_id, thread_id, message_id)
    ON CONFLICT (owner, key) DO UPDATE
    SET workspace_id = excluded.workspace_id, account_id = excluded.account_id,
        kind = excluded.kind, subject = excluded.subject, payload = excluded.payload,
        occurred_at = excluded.occurred_at, outcome = excluded.outcome, error = excluded.error,
        thread_id = coalesce(excluded.thread_id, e.thread_id),
        message_id = coalesce(excluded.message_id, e.message_id)
    WHERE %s OR e.outcome NOT IN ('applied', 'set_aside', excluded.outcome)
        OR (e.outcome = 'set_aside' AND e.message_id IS NULL)
"""
# What is left of an item about an unsent message is its removal, in Meta's own form.
FORGET = """
    UPDATE meta_event e SET payload = jsonb_build_object('id', e.owner, 'messaging',
        jsonb_build_array(jsonb_build_object('message',
        jsonb_build_object('mid', e.subject, 'is_deleted', true))))
    FROM unnest(%s::text[], %s::text[]) AS gone(owner, subject)
    WHERE e.owner = gone.owner AND e.subject = gone.subject AND e.kind <> ALL(%s)
"""
WORDLESS = [Event.Kind.SEEN.value, Event.Kind.REACTION.value]


def write(records: Iterable[tuple[Record, Line | None]], *, settled: bool = False) -> None:
    """One row for each item; of two alike the first is kept, unless this outcome is ``settled``."""
    rows: dict[tuple[datetime, str, str], tuple[Any, ...]] = {}
    met: set[tuple[str, str]] = set()
    for record, line in records:
        item = record.arrival.item
        if (item.owner, item.key) not in met:
            met.add((item.owner, item.key))
            rows[item.at, item.owner, item.key] = _row(record, line)
    run(WRITE, [rows[place] for place in sorted(rows)], last=[settled])


def forget(gone: Iterable[tuple[str, str]]) -> None:
    """Scrub the stored items about messages that were unsent: (owner, message id)."""
    if pairs := list(gone):
        with connection.cursor() as cursor:
            columns = [[owner for owner, _ in pairs], [subject for _, subject in pairs]]
            cursor.execute(FORGET, [*columns, WORDLESS])


def _row(record: Record, line: Line | None) -> tuple[Any, ...]:
    item, account = record.arrival.item, record.account
    return (
        account.workspace_id if account else None,
        account.pk if account else None,
        *(item.owner, item.key, item.kind.value, item.subject, _payload(item, line)),
        *(item.at, record.arrival.received_at, record.outcome.value, record.error),
        *(record.arrival.delivery_id, record.thread_id),
        line.id if line else record.message_id,
    )


def _payload(item: Item, line: Line | None) -> str:
    if line and line.unsent_at and item.kind not in WORDLESS:
        removal = {"message": {"mid": item.subject, "is_deleted": True}}
        return dump({"id": item.owner, "messaging": [removal]})
    return dump(item.entry)
