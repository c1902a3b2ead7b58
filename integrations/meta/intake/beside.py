"""Writing what a batch brings beside messages: reactions, timeline, openings, consents, names."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from inbox.accounts.models import Account
from integrations.meta.intake.book import Book
from integrations.meta.intake.store import run
from integrations.meta.intake.talks import Talk
from integrations.meta.wire.reading import dump

# COLLATE "C" compares as Python does, so that ties fall the same way in memory and here.
UPSERT_REACTIONS = """
    INSERT INTO threads_reaction AS r (workspace_id, message_id, by_contact, at, emoji, name)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bool[], %s::timestamptz[], %s::text[],
        %s::text[])
    ON CONFLICT (message_id, by_contact) DO UPDATE
    SET at = excluded.at, emoji = excluded.emoji, name = excluded.name
    WHERE (excluded.at, excluded.emoji COLLATE "C", excluded.name COLLATE "C")
        > (r.at, r.emoji COLLATE "C", r.name COLLATE "C")
    RETURNING message_id
"""
UPSERT_CONSENTS = """
    INSERT INTO contacts_consent AS c (workspace_id, contact_id, surface, at, event_key, "where")
    SELECT workspace_id, contact_id, surface, at, event_key, place::jsonb
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
        AS new(workspace_id, contact_id, surface, at, event_key, place)
    ON CONFLICT (contact_id, surface) DO UPDATE
    SET at = excluded.at, event_key = excluded.event_key, "where" = excluded."where"
    WHERE (excluded.at, excluded.event_key COLLATE "C") < (c.at, c.event_key COLLATE "C")
"""
INSERT_HAPPENINGS = """
    INSERT INTO threads_timelineevent (workspace_id, thread_id, kind, at, detail, key)
    SELECT workspace_id, thread_id, kind, at, detail::jsonb, key
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
        AS new(workspace_id, thread_id, kind, at, detail, key)
    ON CONFLICT (thread_id, key) DO NOTHING
    RETURNING id, thread_id
"""
UPSERT_OPENINGS = """
    INSERT INTO threads_opening AS o (workspace_id, thread_id, message_id, cause, at)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])
    ON CONFLICT (message_id) DO UPDATE SET cause = excluded.cause, at = excluded.at
    WHERE (excluded.at, excluded.cause COLLATE "C") > (o.at, o.cause COLLATE "C")
"""
NAME_CONTACTS = """
    UPDATE contacts_contact c SET username = new.username
    FROM unnest(%s::bigint[], %s::text[]) AS new(id, username)
    WHERE c.id = new.id AND c.username = ''
"""
MARK_ASKED = "UPDATE contacts_contact SET profile_at = now() WHERE id = ANY(%s)"
# A busy account is one row that every worker would wait for: skipped when somebody else has it.
TOUCH_ACCOUNTS = """
    UPDATE accounts_account SET last_event_at = now() WHERE id IN (
        SELECT id FROM accounts_account WHERE id = ANY(%s)
            AND (last_event_at IS NULL OR last_event_at < now() - interval '10 seconds')
        FOR NO KEY UPDATE SKIP LOCKED)
"""


def write_reactions(book: Book) -> set[int]:
    """Put each side's newest act on its message; the messages that look different now."""
    rows = []
    for (account_id, external_id, by_contact), (at, emoji, name) in sorted(book.reactions.items()):
        line = book.lines[account_id, external_id]
        rows.append((line.workspace_id, line.id, by_contact, at, emoji, name))
    return {row[0] for row in run(UPSERT_REACTIONS, rows, returns=True)}


def write_happenings(book: Book) -> list[tuple[int, int]]:
    """Put what happened into the timelines; (event id, thread id) of what is new."""
    rows = [
        (talk.workspace_id, thread_id, kind, at, dump(detail), key)
        for (thread_id, key), (talk, kind, at, detail) in sorted(
            book.happenings.items(), key=lambda one: one[0]
        )
    ]
    return [(row[0], row[1]) for row in run(INSERT_HAPPENINGS, rows, returns=True)]


def write_openings(book: Book) -> None:
    """Keep each act that opened a window (W-5)."""
    rows = [
        (talk.workspace_id, talk.thread_id, line.id, cause, at)
        for _, (at, cause, talk, line) in sorted(book.openings.items(), key=lambda one: one[0])
    ]
    run(UPSERT_OPENINGS, rows)


def write_consents(book: Book) -> None:
    """Keep the first engagement over each surface (P-2)."""
    rows = [
        (workspace_id, contact_id, surface, at, key, dump(where))
        for (contact_id, surface), (at, key, where, workspace_id) in sorted(
            book.consents.items(), key=lambda one: one[0]
        )
    ]
    run(UPSERT_CONSENTS, rows)


def name_contacts(talks: Iterable[Talk]) -> None:
    run(NAME_CONTACTS, [(one.contact_id, one.username) for one in talks if one.username])


def touch_accounts(accounts: Iterable[Account]) -> None:
    """Remember that Meta still talks to us about these accounts (A-2)."""
    if ids := [account.pk for account in accounts]:
        with connection.cursor() as cursor:
            cursor.execute(TOUCH_ACCOUNTS, [ids])


def mark_asked(contact_ids: list[int]) -> None:
    """Their profiles are being asked for: not again with the very next message."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_ASKED, [contact_ids])
