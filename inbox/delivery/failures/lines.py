"""Failed messages one under the other, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.accounts.models import Member
from inbox.delivery.failures.chances import Chance
from inbox.delivery.failures.reasons import REASONS, Explained
from inbox.delivery.failures.scope import Sends
from inbox.delivery.models import Attempt, Outbound
from inbox.threads import lists
from inbox.threads.chips import Chip
from inbox.threads.models import Thread

PAGE = 40
_ICONS = {
    Outbound.Author.PERSON: "user",
    Outbound.Author.AUTOMATION: "bolt",
    Outbound.Author.CAMPAIGN: "broadcast",
    Outbound.Author.API: "code",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A failed message as its list shows it. ``call``: the last one made for it, if any was."""

    outbound: Outbound
    thread: Thread
    chip: Chip
    chance: Chance
    call: Attempt | None

    @property
    def at(self) -> datetime:
        """When it was given up; while nobody knows, when it was written."""
        return self.outbound.settled_at or self.outbound.created_at

    @property
    def address(self) -> str:
        """Its place in its conversation."""
        return f"{reverse('thread', args=[self.thread.pk])}#message-{self.outbound.message_id}"

    @property
    def reason(self) -> Explained:
        return REASONS[self.outbound.reason]

    @property
    def text(self) -> str:
        message = self.outbound.message
        if message.text:
            return message.text
        files = list(message.attachments.all())
        return str(files[0].get_kind_display()) if files else ""

    @property
    def sender(self) -> str:
        return sender_of(self.outbound)

    @property
    def sender_icon(self) -> str:
        return _ICONS[Outbound.Author(self.outbound.author)]

    @property
    def can_retry(self) -> bool:
        return self.chance is Chance.GOOD

    @property
    def asks(self) -> bool:
        """Whether a person has to say if it arrived (F-4)."""
        outbound = self.outbound
        unknown = outbound.state == Outbound.State.UNKNOWN and outbound.check_due_at is None
        return unknown and outbound.handled_at is None


@dataclass(frozen=True, slots=True)
class Page:
    """Up to PAGE lines; ``older`` is the id after which the next page starts, None at the end."""

    lines: tuple[Line, ...]
    older: int | None

    @classmethod
    def of(cls, failures: Sends, member: Member, now: datetime, before: int | None) -> Page:
        """Five queries, however many lines: messages, files, threads, their files, calls."""
        if before is not None:
            failures = failures.filter(pk__lt=before)
        found = list(with_all(failures)[: PAGE + 1])
        shown = found[:PAGE]
        threads = _threads(member, shown, now)
        calls = last_calls(member, shown)
        lines = tuple(
            _line(each, threads[each.thread_id], calls.get(each.pk), now) for each in shown
        )
        return cls(lines, shown[-1].pk if len(found) > PAGE else None)


def with_all(failures: Sends) -> Sends:
    """``failures`` with everything that a line or a row of an export says of them."""
    joined = failures.select_related(
        "account", "member__user", "message", "thread__contact", "handled_by__user"
    )
    return joined.prefetch_related("message__attachments")


def last_calls(member: Member, shown: list[Outbound]) -> dict[int, Attempt]:
    """The last call made for each of them, by the message's id."""
    calls = Attempt.objects.visible_to(member).filter(outbound__in=[each.pk for each in shown])
    newest = calls.order_by("outbound", "-number").distinct("outbound")
    return {call.outbound_id: call for call in newest}


def sender_of(outbound: Outbound) -> str:
    """Who wrote it, by the name people know."""
    if outbound.member:
        return outbound.member.name
    by_rule = outbound.author == Outbound.Author.AUTOMATION
    name = outbound.message.author_name or _("unnamed")
    return _("Rule: %(name)s") % {"name": name} if by_rule else name


def _line(outbound: Outbound, thread: Thread, call: Attempt | None, now: datetime) -> Line:
    return Line(outbound, thread, Chip.of(thread, now), Chance.of(outbound, thread, now), call)


def _threads(member: Member, shown: list[Outbound], now: datetime) -> Mapping[int, Thread]:
    found = Thread.objects.visible_to(member).filter(pk__in={each.thread_id for each in shown})
    return {thread.pk: thread for thread in lists.for_rows(lists.annotated(found, now))}
