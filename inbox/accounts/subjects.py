"""What an audit entry was done to, by the name people know. Other apps register theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.accounts.models import Account, Member


@dataclass(frozen=True, slots=True)
class Subject:
    """A name, and the address to read on at; no address for what is gone or hidden."""

    name: str
    url: str = ""


# Given the ids of one kind, the subjects among them that the member may see.
Finder = Callable[[Member, Iterable[int]], Mapping[int, Subject]]
_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Let ``finder`` name subjects written as ``kind:id``."""
    _finders[kind] = finder


def find(member: Member, written: Iterable[str]) -> dict[str, Subject]:
    """Each written subject as ``member`` may see it, with one query a kind."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    written = list(dict.fromkeys(written))
    for subject in written:
        kind, _colon, number = subject.partition(":")
        if number.isascii() and number.isdigit():
            ids[kind].add(int(number))
    found = {kind: _finders[kind](member, ids[kind]) for kind in ids if kind in _finders}
    return {subject: _named(subject, found) for subject in written}


def _named(written: str, found: Mapping[str, Mapping[int, Subject]]) -> Subject:
    kind, _colon, number = written.partition(":")
    if kind == "workspace":
        return Subject(_("Workspace"))
    seen = found.get(kind, {}).get(int(number)) if kind in found and number else None
    return seen or Subject(written)


def _accounts(member: Member, ids: Iterable[int]) -> dict[int, Subject]:
    may_open = member.role == Member.Role.ADMIN
    return {
        account.pk: Subject(str(account), reverse("account", args=[account.pk]) if may_open else "")
        for account in Account.objects.visible_to(member).filter(pk__in=ids)
    }


register("account", _accounts)
