"""The logs of an account written anew from what the database knows of its calls (L-9)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from inbox.accounts.models import Account
from inbox.delivery.models import Attempt, Outbound
from inbox.delivery.pacing import keys

# The clocks of the database's writers and of Redis may differ; later times only make us slower.
CLOCKS_APART = timedelta(seconds=2)


def rebuild(account: Account, count: int, *, lasts: timedelta, now: datetime) -> None:
    """Put every call of the last day where the permits were; safe to run twice, or beside others.

    ``count`` is how many permits the account ever got. Calls without an end count as long as they
    can last.
    """
    logs: dict[str, dict[str, int]] = defaultdict(dict)
    for attempt in _attempts(account, now - keys.DAY - lasts):
        over = (attempt.finished_at or attempt.started_at + lasts) + CLOCKS_APART
        for log, member in _places(attempt):
            logs[log][member] = max(keys.ms(over), logs[log].get(member, 0))
    with keys.client().pipeline(transaction=True) as pipe:
        for log, members in logs.items():
            pipe.zadd(keys.key(account.pk, log), dict(members), gt=True)
            pipe.pexpire(keys.key(account.pk, log), 2 * keys.DAY)
        pipe.set(keys.key(account.pk, "count"), count)
        pipe.execute()


def _attempts(account: Account, since: datetime) -> list[Attempt]:
    attempts = Attempt.everywhere.filter(account=account, started_at__gt=since)
    return list(attempts.select_related("outbound__thread__contact"))


def _places(attempt: Attempt) -> list[tuple[str, str]]:
    """The logs that the call counts in, and its name there."""
    outbound = attempt.outbound
    name = name_of(outbound.pk, attempt.number)
    contact = str(outbound.thread.contact_id)
    places = [("live" if outbound.on_live else "second", name)]
    if outbound.kind != Outbound.Kind.PUBLIC_REPLY:
        places.append(("people", contact))
        if is_automated(outbound.author):
            places.append(("hour", name))
    if outbound.kind == Outbound.Kind.PRIVATE_REPLY and not outbound.on_live:
        places.append(("replies", name))
    return places


def name_of(outbound_id: int, number: int) -> str:
    """What a call is called in the logs: its message, and which attempt it is."""
    return f"{outbound_id}:{number}"


def is_automated(author: str) -> bool:
    """Whether the hour's limit counts what ``author`` sends (L-1)."""
    return author != Outbound.Author.PERSON
