"""What waits, message by message: the list, and what will be too late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from inbox.accounts.models import Account, Member
from inbox.delivery.forecast import Expected, Forecast
from inbox.delivery.models import Outbound
from inbox.threads.timed import Timed

AT_ONCE = 50
SOON = timedelta(seconds=5)
PRIORITIES = {
    "people": Outbound.Priority.PERSON,
    "answers": Outbound.Priority.ANSWER,
    "follow-ups": Outbound.Priority.FOLLOW_UP,
    "campaigns": Outbound.Priority.CAMPAIGN,
}
CLASSES = {priority.value: slug for slug, priority in PRIORITIES.items()}
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """A waiting message with its forecast. ``after``: it goes later than that."""

    outbound: Outbound
    expected: Expected
    now: datetime
    after: datetime | None = None

    @property
    def slug(self) -> str:
        return CLASSES[self.outbound.priority]

    @property
    def is_automated(self) -> bool:
        return self.outbound.author != Outbound.Author.PERSON

    @property
    def author(self) -> str:
        message = self.outbound.message
        if self.outbound.author == Outbound.Author.PERSON:
            return message.member.name if message.member else message.author_name
        return message.author_name or self.outbound.get_author_display()

    @property
    def text(self) -> str:
        message = self.outbound.message
        files = list(message.attachments.all())
        return message.text or (str(files[0].get_kind_display()) if files else "")

    @property
    def can_hurry(self) -> bool:
        """Whether sending it next would change anything (L-6)."""
        return (
            self.outbound.priority != Outbound.Priority.PERSON or self.outbound.due_at is not None
        )

    @property
    def due(self) -> Timed | None:
        """When its window closes."""
        ends_at = self.outbound.window_ends_at
        return Timed("{time}", ends_at) if ends_at else None

    @property
    def goes_now(self) -> bool:
        return self.expected.at is not None and self.expected.at <= self.now + SOON

    @property
    def expected_at(self) -> Timed:
        return Timed("{time}", self.expected.at)

    @property
    def later_than(self) -> Timed:
        return Timed(_("after {time}"), self.after)

    @property
    def status(self) -> Timed:
        """Why it has not gone yet, where there is more to say than its turn."""
        outbound = self.outbound
        if self.expected.misses:
            return Timed(_("Would be too late"))
        if outbound.due_at and outbound.due_at > self.now:
            retries = _("Trying again at {time}")
            return Timed(retries if outbound.reason else _("Not before {time}"), outbound.due_at)
        return Timed(_("Waiting for its turn"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list: a class or all, after a place in the lane's order."""

    slug: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Whatever is not understood asks for nothing."""
        slug = query.get("class", "")
        return cls(slug if slug in PRIORITIES else "", query.get("after", ""))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list in the lane's order; ``older`` names the place to go on from."""

    items: list[Item]
    older: str = ""

    @classmethod
    def of(
        cls, waiting: QuerySet[Outbound], asked: Asked, forecast: Forecast, now: datetime
    ) -> Self:
        if asked.slug:
            waiting = waiting.filter(priority=PRIORITIES[asked.slug])
        if place := _place(asked.after):
            waiting = waiting.filter(_behind(*place))
        order = ("priority", F("window_ends_at").asc(nulls_last=True), "pk")
        found = list(_shown(waiting).order_by(*order)[: AT_ONCE + 1])
        older = _name(found[AT_ONCE - 1]) if len(found) > AT_ONCE else ""
        return cls(items_of(found[:AT_ONCE], forecast, now), older)


def waiting_for(account: Account, member: Member) -> QuerySet[Outbound]:
    """What waits that ``member`` may look into: leads see all, others their own threads."""
    waiting = Outbound.objects.visible_to(member).filter(
        account=account, state=Outbound.State.QUEUED
    )
    return waiting if member.leads else waiting.filter(thread__assignee=member)


def items_of(found: Iterable[Outbound], forecast: Forecast, now: datetime) -> list[Item]:
    after = forecast.until if not forecast.is_whole else None
    return [Item(one, forecast.expected(one.pk), now, after) for one in found]


def at_risk(
    waiting: QuerySet[Outbound], forecast: Forecast, member: Member, now: datetime, most: int
) -> tuple[list[Item], int]:
    """The first ``most`` of what will be too late, the latest first; and how many there are."""
    late = forecast.missing()
    if late and not member.leads:
        own = set(waiting.values_list("pk", flat=True))
        late = [pk for pk in late if pk in own]
    rows = {one.pk: one for one in _shown(waiting.filter(pk__in=late[:most]))}
    shown = [rows[pk] for pk in late[:most] if pk in rows]
    return items_of(shown, forecast, now), len(late)


def _shown(waiting: QuerySet[Outbound]) -> QuerySet[Outbound]:
    whole = waiting.select_related("thread__contact", "message__member__user")
    return whole.prefetch_related("message__attachments")


def _name(outbound: Outbound) -> str:
    ends = outbound.window_ends_at
    return f"{outbound.priority}~{ends.isoformat() if ends else ''}~{outbound.pk}"


def _place(name: str) -> tuple[int, datetime, int] | None:
    try:
        priority, ends, pk = name.split("~")
        at = datetime.fromisoformat(ends) if ends else _NEVER
        return (int(priority), at if at.tzinfo else at.replace(tzinfo=UTC), int(pk))
    except ValueError:
        return None


def _behind(priority: int, ends: datetime, pk: int) -> Q:
    """All that comes after that place; what has no end comes after what has one."""
    if ends == _NEVER:
        beside = Q(window_ends_at=None, pk__gt=pk)
    else:
        beside = Q(window_ends_at=ends, pk__gt=pk) | Q(window_ends_at__gt=ends)
        beside |= Q(window_ends_at=None)
    return Q(priority__gt=priority) | Q(beside, priority=priority)
