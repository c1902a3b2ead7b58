"""The accounts, contacts and threads a batch is about: found, made where missing, and locked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from inbox.accounts.models import Account
from integrations.meta.intake.talks import Place, Talk

Person = tuple[int, str]  # account, scoped id

FIND = """
    SELECT c.account_id, c.scoped_id, c.id, t.id
    FROM contacts_contact c LEFT JOIN threads_thread t
      ON t.contact_id = c.id AND t.account_id = c.account_id
    WHERE (c.account_id, c.scoped_id) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
"""
MAKE_CONTACTS = """
    INSERT INTO contacts_contact (workspace_id, account_id, scoped_id, username, name, picture_url,
        profile, profile_detail, facts, created_at)
    SELECT workspace_id, account_id, scoped_id, '', '', '', 'unasked', '', '{}', now()
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS new(workspace_id, account_id, scoped_id)
    ON CONFLICT (account_id, scoped_id) DO NOTHING
"""
MAKE_THREADS = """
    INSERT INTO threads_thread (workspace_id, account_id, contact_id, lifecycle, handler,
        last_inbound_cause, unread, created_at)
    SELECT workspace_id, account_id, contact_id, 'open', 'automation', '', 0, now()
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        AS new(workspace_id, account_id, contact_id)
    ON CONFLICT (account_id, contact_id) DO NOTHING
"""
HOLDING = """
    SELECT account_id, external_id, thread_id FROM threads_message
    WHERE (account_id, external_id) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
"""
# Always in the order of their ids: two workers that need the same threads wait, and never for ever.
# NO KEY: rows that only refer to a thread need not wait for us.
LOCK = "SELECT id FROM threads_thread WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
READ = """
    SELECT t.workspace_id, t.account_id, t.contact_id, c.scoped_id, t.id, c.profile, c.profile_at,
        c.username <> '', t.lifecycle, t.last_inbound_at, t.last_inbound_cause, t.opened_by_id,
        w.external_id, t.last_ad_at, t.last_contact_at, t.last_business_at, t.last_item_at,
        t.contact_saw_at,
        t.last_message_id, m.sent_at, m.external_id, t.open_comment_id, o.sent_at, o.external_id
    FROM threads_thread t
    JOIN contacts_contact c ON c.id = t.contact_id
    LEFT JOIN threads_message w ON w.id = t.opened_by_id
    LEFT JOIN threads_message m ON m.id = t.last_message_id
    LEFT JOIN threads_message o ON o.id = t.open_comment_id
    WHERE t.id = ANY(%s)
"""


def accounts(owners: Collection[str]) -> dict[str, Account]:
    """The connected accounts by the platform's id; the token stays where it is."""
    found = Account.everywhere.filter(channel=Account.Channel.INSTAGRAM, external_id__in=owners)
    return {account.external_id: account for account in found.defer("token")}


def lock(
    people: Iterable[tuple[Account, str]], subjects: Collection[Person]
) -> tuple[dict[Person, int], dict[Person, int]]:
    """Lock the threads of ``people``, made where missing, and those that hold ``subjects``.

    The thread of each person, and the thread of each subject that is here.
    """
    wanted = {(account.pk, scoped_id): account.workspace_id for account, scoped_id in people}
    found = _find(wanted)
    if missing := sorted(person for person in wanted if None in found.get(person, (None,))):
        _make(missing, wanted, found)
        found |= _find(missing)
    holding = _holding(subjects)
    threads = {person: thread_id for person, (_, thread_id) in found.items()}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted({*threads.values(), *holding.values()})])
    return threads, holding


def talks(thread_ids: Collection[int]) -> dict[Person, Talk]:
    """What stands in locked threads. A statement of its own: it sees what the locks waited for."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(thread_ids)])
        found = [_talk(row) for row in cursor]
    return {(talk.account_id, talk.scoped_id): talk for talk in found}


def _find(wanted: Iterable[Person]) -> dict[Person, tuple[int, int]]:
    if not (pairs := list(wanted)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FIND, _columns(pairs))
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor}


def _make(
    missing: list[Person], wanted: dict[Person, int], found: dict[Person, tuple[int, int]]
) -> None:
    """``missing`` is sorted, for the same reason as the locks."""
    workspaces = [wanted[person] for person in missing]
    with connection.cursor() as cursor:
        if strangers := [person for person in missing if person not in found]:
            cursor.execute(
                MAKE_CONTACTS, [[wanted[person] for person in strangers], *_columns(strangers)]
            )
        contacts = _find(missing)
        rows = sorted(zip(workspaces, missing, strict=True), key=lambda row: contacts[row[1]][0])
        cursor.execute(
            MAKE_THREADS,
            [
                [workspace for workspace, _ in rows],
                [person[0] for _, person in rows],
                [contacts[person][0] for _, person in rows],
            ],
        )


def _holding(subjects: Collection[Person]) -> dict[Person, int]:
    if not subjects:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, _columns(list(subjects)))
        return {(row[0], row[1]): row[2] for row in cursor}


def _talk(row: tuple[Any, ...]) -> Talk:
    values = [*row[:19], _place(*row[19:21]), row[21], _place(*row[22:])]
    return Talk(*values)


def _place(at: datetime | None, external_id: str | None) -> Place | None:
    return (at, external_id or "") if at else None


def _columns(pairs: list[Person]) -> list[Any]:
    return [[one for one, _ in pairs], [other for _, other in pairs]]
