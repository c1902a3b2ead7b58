"""Asking another time: what becomes of a look-up when the hour's calls are spent (L-5)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from inbox.delivery.errors import Report
from inbox.delivery.pacing.budget import BudgetSpent

log = structlog.get_logger(__name__)
# The broker hands on what a worker keeps for ten minutes, so nothing is put off for as long.
LONGEST = timedelta(minutes=5)


class Row(Protocol):
    """What is looked up: a contact, a post."""

    pk: Any
    account_id: int


R = TypeVar("R", bound=Row)


def each(rows: Iterable[R], do: Callable[[R], None]) -> tuple[list[int], datetime | None]:
    """Do with each row until its account's calls are spent; the rest, and when to go on."""
    spent: dict[int, datetime] = {}
    left: list[int] = []
    for row in rows:
        if row.account_id not in spent:
            try:
                do(row)
                continue
            except BudgetSpent as error:
                spent[row.account_id] = error.until
        left.append(row.pk)
    return left, min(spent.values(), default=None)


def put_off(task: Any, args: tuple[Any, ...], until: datetime) -> None:
    """Run ``task`` again when calls are left, or sooner to see; many come apart, by chance."""
    wait = max(timedelta(seconds=1), min(until - timezone.now(), LONGEST))
    chance = random.uniform(1.0, 1.2)  # noqa: S311  # spreads load, guards no secret
    try:
        task.apply_async(
            args, countdown=wait.total_seconds() * chance, retry=False, ignore_result=True
        )
    except (OperationalError, OSError) as error:
        log.warning("not asked for again", task=task.name, error=repr(error))


def spent_report(spent: BudgetSpent) -> Report:
    """For people: nothing was asked, and when there is room again."""
    words = _("The calls that this account may make in an hour are used; there is room at %(at)s.")
    return Report(words % {"at": date_format(timezone.localtime(spent.until), "H:i")})
