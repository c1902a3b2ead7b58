"""The audit log as it is read: what is asked for, and a page of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from inbox.accounts import audit_words, subjects
from inbox.accounts.models import AuditEntry, Member
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.accounts.subjects import Subject

PAGE = 50
PRODUCT = "product"  # in ``by``: what nobody but the product itself did
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for. Words that mean nothing are as if they were not there."""

    action: str = ""
    by: str = ""  # a member's id, or PRODUCT
    subject: str = ""
    before: int | None = None  # an entry's id, exclusive

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        action, by = query.get("action", ""), query.get("by", "")
        return cls(
            action=action if action in AuditEntry.Action.values else "",
            by=by if by == PRODUCT or _number(by) is not None else "",
            subject=query.get("subject", "").strip().replace("\0", "")[:40],
            before=_number(query.get("before", "")),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but a page is asked for."""
        return bool(self.action or self.by or self.subject)

    def of(self, entries: WorkspaceQuerySet[AuditEntry]) -> WorkspaceQuerySet[AuditEntry]:
        """Those of ``entries`` that are asked for, the newest first."""
        if self.action:
            entries = entries.filter(action=self.action)
        if self.by:
            nobody = self.by == PRODUCT
            entries = entries.filter(who="") if nobody else entries.filter(member=int(self.by))
        if self.subject:
            entries = entries.filter(subject=self.subject)
        if self.before is not None:
            entries = entries.filter(pk__lt=self.before)
        return entries.order_by("-pk")

    def about(self, subject: str) -> str:
        """The query that asks the same of one subject only."""
        return replace(self, subject=subject, before=None).query

    @property
    def query(self) -> str:
        asked = {"action": self.action, "by": self.by, "subject": self.subject}
        if self.before is not None:
            asked["before"] = str(self.before)
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is shown."""

    entry: AuditEntry
    subject: Subject
    words: str
    icon: str
    about: str  # the query that asks for its subject only


@dataclass(frozen=True, slots=True)
class Page:
    """Up to PAGE entries, and the query for what came before them."""

    lines: tuple[Line, ...]
    older: str

    @classmethod
    def of(cls, member: Member, asked: Asked) -> Self:
        """One query for the entries, and one for each kind of subject among them."""
        found = list(asked.of(AuditEntry.objects.visible_to(member))[: PAGE + 1])
        entries = found[:PAGE]
        named = subjects.find(member, (entry.subject for entry in entries))
        lines = (
            Line(
                entry,
                named[entry.subject],
                audit_words.describe(entry),
                audit_words.icon(entry),
                asked.about(entry.subject),
            )
            for entry in entries
        )
        more = len(found) > PAGE
        older = replace(asked, before=entries[-1].pk).query if more else ""
        return cls(tuple(lines), older)


def _number(text: str) -> int | None:
    """A row's id; None for what can't be one."""
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text[:19])
    return number if number <= _HIGHEST else None
