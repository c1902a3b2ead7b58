"""Failures as a table for other programs: CSV in UTF-8, nothing of it runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Member
from inbox.delivery.failures.lines import last_calls, sender_of, with_all
from inbox.delivery.failures.scope import Sends
from inbox.delivery.models import Attempt, Outbound, Reason

TOGETHER = 500  # rows read at once; a table of any length needs no more memory
_BOM = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # what spreadsheets take for a formula
Cell = Callable[[Outbound, Attempt | None], Any]

_COLUMNS: list[tuple[str | Promise, Cell]] = [
    (_("Failed at (UTC)"), lambda one, _call: _when(one.settled_at or one.created_at)),
    (_("Reason"), lambda one, _call: Reason(one.reason).label),
    (_("Account"), lambda one, _call: one.account.username),
    (_("Contact"), lambda one, _call: one.thread.contact.display_name),
    (_("Contact’s username"), lambda one, _call: one.thread.contact.username),
    (_("Kind"), lambda one, _call: one.get_kind_display()),
    (_("Text"), lambda one, _call: one.message.text),
    (_("Written by"), lambda one, _call: sender_of(one)),
    (_("Written at (UTC)"), lambda one, _call: _when(one.created_at)),
    (_("What happened"), lambda one, _call: one.detail),
    (_("Instagram’s code"), lambda _one, call: _number(call.code) if call else ""),
    (_("Instagram’s subcode"), lambda _one, call: _number(call.subcode) if call else ""),
    (_("Instagram’s words"), lambda _one, call: call.words if call else ""),
    (_("Handled at (UTC)"), lambda one, _call: _when(one.handled_at)),
    (_("Handled by"), lambda one, _call: one.handled_by.name if one.handled_by else ""),
    (_("Conversation"), lambda one, _call: one.thread_id),
    (_("Message"), lambda one, _call: one.pk),
]


class _Echo:
    """Gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def rows(failures: Sends, member: Member) -> Iterator[str]:
    """The lines of the table, the newest failure first, with the columns' names before them."""
    writer = csv.writer(_Echo())
    yield _BOM + writer.writerow([str(name) for name, _cell in _COLUMNS])
    for one, call in _each(failures, member):
        yield writer.writerow([_harmless(cell(one, call)) for _name, cell in _COLUMNS])


def _each(failures: Sends, member: Member) -> Iterator[tuple[Outbound, Attempt | None]]:
    """A part at a time, so that no query stays open while somebody downloads slowly."""
    part = list(with_all(failures)[:TOGETHER])
    while part:
        calls = last_calls(member, part)
        for one in part:
            yield one, calls.get(one.pk)
        part = list(with_all(failures.filter(pk__lt=part[-1].pk))[:TOGETHER])


def _harmless(cell: Any) -> str:
    """``cell`` as text that no spreadsheet runs."""
    text = str(cell).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_ACTIVE) else text


def _number(code: int | None) -> str:
    return "" if code is None else str(code)


def _when(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""
