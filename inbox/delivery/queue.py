"""What waits in an account's lane: which messages are next, and when there is something to do.

A lane has a line for each kind of author and of message. Each line has one order (L-6) and meets
its own limits, so the head of one that must wait never stands before another; the next of each is
read from one index, however many wait behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from inbox.accounts.models import Account
from inbox.delivery.models import Outbound

QUEUED = Outbound.State.QUEUED
_Author, _Kind = Outbound.Author, Outbound.Kind
AUTOMATED = (_Author.AUTOMATION, _Author.CAMPAIGN)  # what the switches hold (K-11)
PROMOTED_AT_ONCE = 1_000
LOOK_AGAIN = timedelta(minutes=1)  # a lane with something waiting never sleeps longer
NEVER = datetime.max.replace(tzinfo=UTC)

Line = tuple[str, str, bool]  # author, kind, on a live video
LINES: Final[tuple[Line, ...]] = tuple(
    (author.value, kind.value, live)
    for author in _Author
    for kind, live in (
        (_Kind.MESSAGE, False),
        (_Kind.PRIVATE_REPLY, False),
        (_Kind.PRIVATE_REPLY, True),
        (_Kind.PUBLIC_REPLY, False),
    )
)

# At most one message of each thread, class and kind: the oldest, and none while another is under
# way. A private reply that may wait for a week does not stand before an answer of today.
# While the platform is first asked whether an earlier one arrived, a minute or so, what follows it
# waits too: if it is proved absent it goes again, and first.
_ITS_TURN = """
NOT EXISTS (
    SELECT FROM delivery_outbound ahead
    WHERE ahead.thread_id = o.thread_id AND ahead.state IN ('queued', 'sending', 'unknown')
      AND CASE ahead.state
          WHEN 'sending' THEN TRUE
          WHEN 'queued' THEN ahead.priority = o.priority AND ahead.kind = o.kind AND ahead.id < o.id
          ELSE ahead.check_due_at IS NOT NULL AND ahead.checks < 3 AND ahead.id < o.id
      END
)
"""
_SHOWN = """
SELECT head.id, head.thread_id, thread.contact_id, head.author, head.kind, head.on_live,
       COALESCE((SELECT max(number) FROM delivery_attempt a WHERE a.outbound_id = head.id), 0)
FROM head JOIN threads_thread thread ON thread.id = head.thread_id
ORDER BY head.priority, head.window_ends_at, head.id
"""
_READY = f"""
WITH head AS (
    SELECT o.*
    FROM unnest(%(authors)s::text[], %(kinds)s::text[], %(lives)s::boolean[])
        AS line (author, kind, on_live)
    CROSS JOIN LATERAL (
        SELECT o.id, o.thread_id, o.author, o.kind, o.on_live, o.priority, o.window_ends_at
        FROM delivery_outbound o
        WHERE o.account_id = %(account)s AND o.state = 'queued' AND o.due_at IS NULL
          AND o.author = line.author AND o.kind = line.kind AND o.on_live = line.on_live
          AND {_ITS_TURN}
        ORDER BY o.priority, o.window_ends_at, o.id LIMIT %(limit)s
    ) o
    ORDER BY o.priority, o.window_ends_at, o.id LIMIT %(limit)s
)
{_SHOWN}
"""  # noqa: S608  # put together from constants
# The same among the few whom the day's limit of people knows already.
_READY_FOR = f"""
WITH head AS (
    SELECT o.id, o.thread_id, o.author, o.kind, o.on_live, o.priority, o.window_ends_at
    FROM threads_thread known JOIN delivery_outbound o ON o.thread_id = known.id
    WHERE known.account_id = %(account)s AND known.contact_id = ANY(%(contacts)s)
      AND o.state = 'queued' AND o.due_at IS NULL
      AND (o.author, o.kind, o.on_live) IN (
          SELECT * FROM unnest(%(authors)s::text[], %(kinds)s::text[], %(lives)s::boolean[])
      )
      AND {_ITS_TURN}
    ORDER BY o.priority, o.window_ends_at, o.id LIMIT %(limit)s
)
{_SHOWN}
"""  # noqa: S608
_PROMOTE = """
UPDATE delivery_outbound SET due_at = NULL WHERE id IN (
    SELECT id FROM delivery_outbound
    WHERE account_id = %s AND state = 'queued' AND due_at <= %s
    ORDER BY due_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
)
"""
_OUTLOOK = """
SELECT
    (SELECT window_ends_at FROM delivery_outbound
     WHERE account_id = %(account)s AND state = 'queued' AND window_ends_at IS NOT NULL
     ORDER BY window_ends_at LIMIT 1),
    (SELECT due_at FROM delivery_outbound
     WHERE account_id = %(account)s AND state = 'queued' AND due_at IS NOT NULL
     ORDER BY due_at LIMIT 1),
    EXISTS (SELECT FROM delivery_outbound WHERE account_id = %(account)s AND state = 'queued'),
    EXISTS (SELECT FROM delivery_outbound WHERE account_id = %(account)s AND state = 'sending')
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message whose turn it is. ``calls_made``: the number of its last attempt, or 0."""

    pk: int
    thread_id: int
    contact_id: int
    author: str
    kind: str
    on_live: bool
    calls_made: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is left in a lane. ``first_deadline`` is when the first window of what waits closes,
    ``first_due`` when the next becomes due that is not yet; None when there is none."""

    first_deadline: datetime | None
    first_due: datetime | None
    anything_waits: bool
    calls_left_behind: bool

    def has_due(self, now: datetime) -> bool:
        return self.first_due is not None and self.first_due <= now

    def has_overdue(self, now: datetime) -> bool:
        return self.first_deadline is not None and self.first_deadline <= now

    def look_again_at(self, rests_until: datetime, now: datetime) -> datetime | None:
        """When there may be something to do, where nothing goes before ``rests_until``; None when
        nothing waits."""
        if not self.anything_waits:
            return None
        known = (rests_until, self.first_deadline or NEVER, self.first_due or NEVER)
        return min(*known, now + LOOK_AGAIN)


def open_lines(account: Account, shut: Collection[str]) -> list[Line]:
    """The lines that meet none of the limits in ``shut``, and that no switch holds (K-11)."""
    return [line for line in LINES if not (_limits(account, line) & set(shut))]


def _limits(account: Account, line: Line) -> set[str]:
    """What can stop a line, by the names that pacing gives the limits."""
    author, kind, on_live = line
    stops = {"redis", "live" if on_live else "second"}
    if author != _Author.PERSON:
        stops |= {"burst"} if not on_live else set()
        stops |= {"hour"} if kind != _Kind.PUBLIC_REPLY else set()
    if kind == _Kind.PRIVATE_REPLY and not on_live:
        stops.add("replies")
    if author in AUTOMATED and not sends_automations(account):
        stops.add("switch")
    return stops


def sends_automations(account: Account) -> bool:
    """Whether neither the account's nor the workspace's switch stops automations (K-11)."""
    return account.automations_on and account.workspace.automations_on


def meets_people(line: Line) -> bool:
    """Whether the day's limit of different people holds for ``line`` (L-3)."""
    author, kind, _ = line
    return author != _Author.PERSON and kind != _Kind.PUBLIC_REPLY


def ready(
    account: Account,
    *,
    limit: int,
    shut: Collection[str] = (),
    contacts: Collection[int] | None = None,
) -> list[Waiting]:
    """The next messages, at most one of a thread: by class, then the window that closes first.

    Lines that a limit in ``shut`` stops are left out. With ``contacts``, only messages to them, of
    the lines for which people are counted.
    """
    lines = open_lines(account, {*shut, "switch"})
    if contacts is not None:
        lines = [line for line in lines if meets_people(line)]
    elif "people" in shut:
        lines = [line for line in lines if not meets_people(line)]
    if not lines:
        return []
    authors, kinds, lives = (list(column) for column in zip(*lines, strict=True))
    asked: dict[str, Any] = {
        "account": account.pk, "limit": limit, "contacts": list(contacts or ()),
        "authors": authors, "kinds": kinds, "lives": lives,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_READY if contacts is None else _READY_FOR, asked)
        return list(_one_of_a_thread(Waiting(*row) for row in cursor.fetchall()))


def _one_of_a_thread(found: Iterator[Waiting]) -> Iterator[Waiting]:
    """The first of each thread; its next class waits until that one is through."""
    seen: set[int] = set()
    for waiting in found:
        if waiting.thread_id not in seen:
            seen.add(waiting.thread_id)
            yield waiting


def promote(account_id: int, now: datetime) -> None:
    """Put what has become due among what may go."""
    with connection.cursor() as cursor:
        cursor.execute(_PROMOTE, [account_id, now, PROMOTED_AT_ONCE])


def outlook(account_id: int) -> Outlook:
    """What is left in the lane, in one statement that costs the same however much it is."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTLOOK, {"account": account_id})
        row = cursor.fetchone()
    return Outlook(*row)


def overdue(account_id: int, now: datetime) -> QuerySet[Outbound]:
    """Waiting messages whose window has closed, as far as was known when they were queued."""
    return Outbound.everywhere.filter(
        account=account_id, state=QUEUED, window_ends_at__lte=now
    ).order_by("window_ends_at")
