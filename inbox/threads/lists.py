"""The inbox's views: what each holds, its order, and its pages (keyset, never by offset)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inbox.accounts.models import Member
from inbox.threads import modes
from inbox.threads.models import Thread, ThreadQuerySet
from inbox.threads.window import State
from inbox.threads.window_sql import with_window

PAGE = 40  # rows a fetch
MOST_ROWS = 240  # rows a refetch gives back at once
MOST_COUNTED = 100  # a badge says 99+ from here
CLOSING = timedelta(hours=2)
FAILED: Final = ["failed", "expired"]
GOING: Final = ["queued", "sending", "sent", "delivered", "seen"]
EVER: Final = datetime(1, 1, 1, tzinfo=UTC)  # before anything
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)  # the deadline of what has none

SHOWN = Q(last_item_at__isnull=False)
OPEN = Q(lifecycle=Thread.Lifecycle.OPEN)
NEEDS_REPLY = (
    OPEN
    & Q(last_contact_at__isnull=False)
    & (
        Q(last_business_at=None)
        | Q(last_contact_at__gt=F("last_business_at"))
        | Q(handler=Thread.Handler.WAITING)
    )
)


@dataclass(frozen=True, slots=True)
class View:
    """A named list of threads. ``holds`` may ask for what ``annotated`` adds to a thread."""

    slug: str
    title: str | Promise
    icon: str
    holds: Q
    by_deadline: bool = False  # else newest first
    personal: bool = False  # of those it holds, only the ones assigned to the asking member
    minor: bool = False
    empty: str | Promise = _("Nothing here.")

    def of(self, threads: ThreadQuerySet, member: Member) -> ThreadQuerySet:
        found = threads.filter(SHOWN, self.holds)
        return found.filter(assignee=member) if self.personal else found


_Handler, _Lifecycle = Thread.Handler, Thread.Lifecycle
_ALL = [
    View("mine", pgettext_lazy("threads", "Mine"), "user", OPEN & Q(assignee__isnull=False),
         by_deadline=True, personal=True, empty=_("Nothing for you right now.")),
    View("waiting", _("Waiting"), "hand", OPEN & Q(handler=_Handler.WAITING),
         by_deadline=True, empty=_("All clear. Nobody is waiting for a person.")),
    View("unassigned", _("Unassigned"), "circle", OPEN & Q(assignee=None)
         & ~Q(handler=_Handler.AUTOMATION),
         by_deadline=True, empty=_("Everything has somebody.")),
    View("closing", _("Closing soon"), "hourglass", NEEDS_REPLY & Q(closes_soon=True),
         by_deadline=True, empty=_("No window closes in the next two hours.")),
    View("human", _("Human agent"), "person", OPEN & Q(window_state=State.HUMAN_AGENT),
         by_deadline=True, empty=_("No conversation is past its first 24 hours.")),
    View("locked", _("Locked"), "lock", OPEN & Q(window_state=State.LOCKED),
         empty=_("Nothing is locked.")),
    View("snoozed", _("Snoozed"), "moon", Q(lifecycle=_Lifecycle.SNOOZED),
         empty=_("Nothing is snoozed.")),
    View("failed", _("Failed sends"), "alert",
         ~Q(lifecycle=_Lifecycle.RESOLVED) & Q(has_failed=True),
         empty=_("Every message went out.")),
    View("comments", _("Comments"), "comment", OPEN & Q(comment_owed=True),
         minor=True, empty=_("No comment is waiting for its private reply.")),
    View("bot", _("Bot only"), "bolt", OPEN & Q(handler=_Handler.AUTOMATION),
         minor=True, empty=_("Automations handle nothing at the moment.")),
    View("all", _("All open"), "inbox", OPEN, by_deadline=True, minor=True,
         empty=_("No open conversations. New messages appear here by themselves.")),
    View("resolved", _("Resolved"), "check-circle", Q(lifecycle=_Lifecycle.RESOLVED),
         minor=True, empty=_("Nothing has been resolved yet.")),
]  # fmt: skip
VIEWS: Final = {view.slug: view for view in _ALL}


def annotated(threads: ThreadQuerySet, now: datetime) -> ThreadQuerySet:
    """``threads`` with all that views ask: window, deadline, closing soon, failed sends."""
    return with_window(threads, now).annotate(
        has_failed=_has_failed(),
        closes_soon=Q(window_ends_at__lt=now + CLOSING),
        deadline=Coalesce("window_ends_at", Value(NEVER), output_field=DateTimeField()),
    )


def for_rows(threads: ThreadQuerySet) -> ThreadQuerySet:
    """``threads`` with everything a row shows, and the views each belongs to."""
    joined = threads.select_related(
        "account", "contact", "workspace", "assignee__user", "open_comment",
        "last_message__member__user", "last_message__outbound",
    ).prefetch_related("last_message__attachments")  # fmt: skip
    return joined.annotate(
        awaits_answer=_awaits_answer(),
        **{f"in_{view.slug}": SHOWN & view.holds for view in _ALL},
    )


def for_panes(threads: ThreadQuerySet, now: datetime) -> ThreadQuerySet:
    """``threads`` with everything that a row, a header and a composer show."""
    return modes.with_comments(for_rows(annotated(threads, now)), now)


def _has_failed() -> Exists:
    """Whether a message did not go, or only a person can tell if it did, and nobody saw to it."""
    ended = Q(outbox__state__in=FAILED) | Q(
        outbox__state="unknown", outbox__check_due_at__isnull=True
    )
    # The states together and the workspace repeat what the index on failures holds.
    failing = Thread.everywhere.filter(
        ended,
        pk=OuterRef("pk"),
        outbox__workspace=OuterRef("workspace"),
        outbox__state__in=[*FAILED, "unknown"],
        outbox__handled_at__isnull=True,
    )
    return Exists(failing)


def _awaits_answer() -> Exists:
    """Whether a private reply went after the contact's last message: only they open more (W-6)."""
    spent = Q(outbox__state__in=[*GOING, "unknown"]) | Q(outbox__reason="private_reply_used")
    wrote = Coalesce(OuterRef("last_inbound_at"), Value(EVER), output_field=DateTimeField())
    replied = Q(outbox__kind="private_reply", outbox__created_at__gt=wrote)
    return Exists(Thread.everywhere.filter(replied & spent, pk=OuterRef("pk")))


def counts(member: Member, now: datetime) -> dict[str, int]:
    """How many threads each view holds for ``member``, at most MOST_COUNTED; one query."""
    threads = annotated(Thread.objects.visible_to(member), now)
    parts: list[str] = []
    values: list[Any] = []
    for view in _ALL:
        few = view.of(threads, member).order_by().values("pk")[:MOST_COUNTED]
        sql, params = few.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) held)")  # noqa: S608  # Django's own SQL
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return {view.slug: number for view, number in zip(_ALL, found, strict=True)}


@dataclass(frozen=True, slots=True)
class Page:
    """Some threads of a view in order, and where the next page starts ("" after the last)."""

    threads: list[Thread]
    next: str


def page(
    view: View, member: Member, now: datetime, *, after: str = "", find: str = "", size: int = PAGE
) -> Page:
    """The page of ``view`` after the cursor ``after``; ``find`` narrows by the contact's name.

    Reply by: first those that need a reply, by deadline, then the others, newest first.
    """
    threads = for_rows(view.of(annotated(Thread.objects.visible_to(member), now), member))
    if find:
        threads = threads.filter(
            Q(contact__name__icontains=find) | Q(contact__username__icontains=find.lstrip("@"))
        )
    found: list[Thread] = []
    cursor = Cursor.read(after)
    if view.by_deadline and (cursor is None or cursor.block == 1):
        due = threads.filter(NEEDS_REPLY).order_by(F("deadline"), "last_contact_at", "pk")
        found = list(_after_due(due, cursor)[: size + 1])
        cursor = None
    if len(found) <= size:
        rest = threads.exclude(NEEDS_REPLY) if view.by_deadline else threads
        newest = rest.order_by("-last_item_at", "-pk")
        found += list(_after_newest(newest, cursor)[: size + 1 - len(found)])
    more = len(found) > size
    del found[size:]
    return Page(found, Cursor.of(found[-1], view).write() if more else "")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row after which a page starts, by what its block is ordered by."""

    block: int
    times: tuple[datetime, ...]
    pk: int

    @classmethod
    def of(cls, thread: Thread, view: View) -> Cursor:
        if view.by_deadline and thread.needs_reply and thread.last_contact_at:
            return cls(1, (deadline_of(thread), thread.last_contact_at), thread.pk)
        return cls(2, (thread.last_item_at or thread.created_at,), thread.pk)

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor in ``text``; None when there is none or somebody wrote nonsense."""
        try:
            block, *times, pk = text.split("~")
            moments = tuple(datetime.fromisoformat(moment) for moment in times)
            cursor = cls(int(block), moments, int(pk))
        except ValueError:
            return None
        whole = len(moments) == (2 if cursor.block == 1 else 1)
        return cursor if whole and all(moment.tzinfo for moment in moments) else None

    def write(self) -> str:
        return "~".join([str(self.block), *(time.isoformat() for time in self.times), str(self.pk)])


def deadline_of(thread: Thread) -> datetime:
    """The deadline that ``annotated`` put on ``thread``."""
    found: datetime = getattr(thread, "deadline", NEVER)
    return found


def views_of(thread: Thread) -> list[str]:
    """The slugs of the views that ``for_rows`` found ``thread`` to be in; ``mine`` if anybody's."""
    return [view.slug for view in _ALL if getattr(thread, f"in_{view.slug}", False)]


def _after_due(threads: ThreadQuerySet, cursor: Cursor | None) -> ThreadQuerySet:
    if cursor is None:
        return threads
    deadline, waiting = cursor.times
    return threads.filter(
        Q(deadline__gt=deadline)
        | Q(deadline=deadline, last_contact_at__gt=waiting)
        | Q(deadline=deadline, last_contact_at=waiting, pk__gt=cursor.pk)
    )


def _after_newest(threads: ThreadQuerySet, cursor: Cursor | None) -> ThreadQuerySet:
    if cursor is None or cursor.block == 1:
        return threads
    (at,) = cursor.times
    return threads.filter(Q(last_item_at__lt=at) | Q(last_item_at=at, pk__lt=cursor.pk))
