"""Writing a batch: one statement for each kind of row, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

from integrations.meta.intake.lines import Line, in_order
from integrations.meta.intake.people import Person
from integrations.meta.intake.talks import Talk
from integrations.meta.wire.reading import dump

READ_LINES = """
    SELECT workspace_id, account_id, thread_id, external_id, id, origin, kind, text, sent_at,
        reply_to, context::text, edits, edited_at, unsent_at, seen_at
    FROM threads_message
    WHERE (account_id, external_id) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
    ORDER BY id FOR NO KEY UPDATE
"""
INSERT_LINES = """
    INSERT INTO threads_message (workspace_id, account_id, thread_id, external_id, origin, kind,
        text, sent_at, reply_to, context, edits, edited_at, unsent_at, seen_at, author_name,
        created_at)
    SELECT workspace_id, account_id, thread_id, external_id, origin, kind, text, sent_at, reply_to,
        context::jsonb, edits, edited_at, unsent_at, seen_at, '', now()
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::int[], %s::timestamptz[],
        %s::timestamptz[], %s::timestamptz[])
        WITH ORDINALITY AS new(workspace_id, account_id, thread_id, external_id, origin, kind, text,
        sent_at, reply_to, context, edits, edited_at, unsent_at, seen_at, place)
    ORDER BY place
    ON CONFLICT (account_id, external_id) DO NOTHING
    RETURNING id, account_id, external_id
"""
UPDATE_LINES = """
    UPDATE threads_message m SET origin = new.origin, kind = new.kind, text = new.text,
        sent_at = new.sent_at, reply_to = new.reply_to, context = new.context::jsonb,
        edits = new.edits, edited_at = new.edited_at, unsent_at = new.unsent_at,
        seen_at = new.seen_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[],
        %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
        AS new(id, origin, kind, text, sent_at, reply_to, context, edits, edited_at, unsent_at,
        seen_at)
    WHERE m.id = new.id
"""
CLEAR_FILES = "DELETE FROM threads_attachment WHERE message_id = ANY(%s)"
INSERT_FILES = """
    INSERT INTO threads_attachment
        (workspace_id, message_id, position, kind, url, title, external_id, platform_type)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::text[])
"""
UPDATE_TALKS = """
    UPDATE threads_thread t SET lifecycle = new.lifecycle,
        wakes_at = CASE WHEN new.lifecycle = 'snoozed' THEN t.wakes_at END,
        last_inbound_at = new.last_inbound_at, last_inbound_cause = new.cause,
        opened_by_id = new.opened_by_id, last_ad_at = new.last_ad_at,
        last_contact_at = new.last_contact_at, last_business_at = new.last_business_at,
        last_item_at = new.last_item_at, contact_saw_at = new.contact_saw_at,
        last_message_id = new.last_message_id, open_comment_id = new.open_comment_id,
        unread = t.unread + new.unread
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::bigint[],
        %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
        %s::timestamptz[], %s::bigint[], %s::bigint[], %s::int[])
        AS new(id, lifecycle, last_inbound_at, cause, opened_by_id, last_ad_at, last_contact_at,
        last_business_at, last_item_at, contact_saw_at, last_message_id, open_comment_id, unread)
    WHERE t.id = new.id
"""


class Collided(Exception):
    """A message that was not there came into being beside us; the batch is to be done again."""


def lines(places: Collection[Person]) -> dict[Person, Line]:
    """The messages that are here already, locked."""
    if not places:
        return {}
    columns: list[Any] = [[account for account, _ in places], [one for _, one in places]]
    with connection.cursor() as cursor:
        cursor.execute(READ_LINES, columns)
        found = [_line(row) for row in cursor]
    return {(line.account_id, line.external_id): line for line in found}


def _line(row: tuple[Any, ...]) -> Line:
    values = [*row[:10], msgspec.json.decode(row[10]), *row[11:]]
    return Line(*values)


def write_lines(changed: Iterable[Line]) -> None:
    """Insert the new ones, which get their ids, and update the others with their attachments."""
    ordered = in_order(changed)
    _insert_lines([line for line in ordered if line.id is None])
    _update_lines([line for line in ordered if line.id is not None and not line.told_now])
    _update_lines([line for line in ordered if line.id is not None and line.told_now])
    _write_files(ordered)


def _insert_lines(new: list[Line]) -> None:
    if not new:
        return
    rows = [
        (
            *(one.workspace_id, one.account_id, one.thread_id, one.external_id, one.origin),
            *(one.kind, one.text, one.sent_at, one.reply_to, dump(one.context), one.edits),
            *(one.edited_at, one.unsent_at, one.seen_at),
        )
        for one in new
    ]
    ids = {(row[1], row[2]): row[0] for row in run(INSERT_LINES, rows, returns=True)}
    if len(ids) < len(new):
        raise Collided
    for one in new:
        one.id = ids[one.account_id, one.external_id]


def _update_lines(known: list[Line]) -> None:
    rows = [
        (
            *(one.id, one.origin, one.kind, one.text, one.sent_at, one.reply_to),
            *(dump(one.context), one.edits, one.edited_at, one.unsent_at, one.seen_at),
        )
        for one in known
    ]
    run(UPDATE_LINES, rows)


def _write_files(changed: list[Line]) -> None:
    if stale := [one.id for one in changed if one.files is not None]:
        with connection.cursor() as cursor:
            cursor.execute(CLEAR_FILES, [stale])
    rows = [
        (
            *(one.workspace_id, one.id, position, file.kind, file.url, file.title),
            *(file.external_id, file.platform_type),
        )
        for one in changed
        for position, file in enumerate(one.files or ())
    ]
    run(INSERT_FILES, rows)


def write_talks(changed: Iterable[Talk]) -> None:
    """Move the threads forward; what is counted is added, so that a reset by people is kept."""
    rows = [
        (
            *(one.thread_id, one.lifecycle, one.last_inbound_at, one.last_inbound_cause),
            one.opening_line.id if one.opening_line else one.opened_by_id,
            one.last_ad_at,
            *(one.last_contact_at, one.last_business_at, one.last_item_at, one.contact_saw_at),
            one.last_line.id if one.last_line else one.last_message_id,
            one.comment_line.id if one.comment_line else one.open_comment_id,
            one.unread,
        )
        for one in changed
    ]
    run(UPDATE_TALKS, rows)


def run(
    statement: str,
    rows: Sequence[Sequence[Any]],
    *,
    first: Sequence[Any] = (),
    last: Sequence[Any] = (),
    returns: bool = False,
) -> list[Any]:
    """Execute ``statement`` once with each column of ``rows`` as an array; nothing for no rows.

    ``first`` and ``last`` are the values of the placeholders around the arrays.
    """
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [*first, *map(list, zip(*rows, strict=True)), *last])
        return cursor.fetchall() if returns else []
