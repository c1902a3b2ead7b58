"""To whom a thread can be given: people with what they have to do already, and teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Member, Team
from inbox.threads.models import Thread

_OPEN = Q(threads__lifecycle=Thread.Lifecycle.OPEN)
_ORDER = {Member.Availability.ONLINE: 0, Member.Availability.BUSY: 1, Member.Availability.AWAY: 2}
_WORDS: dict[str, str | Promise] = {
    Member.Availability.ONLINE: _("Online"),
    Member.Availability.BUSY: _("Busy"),
    Member.Availability.AWAY: _("Away"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague, whether they are there, and how many open conversations they have."""

    member: Member
    load: int

    @property
    def key(self) -> str:
        return f"member-{self.member.pk}"

    @property
    def availability(self) -> str:
        return str(_WORDS[self.member.availability])

    @property
    def is_full(self) -> bool:
        """At the limit that routing keeps for them; a person may still give them more."""
        return 0 < self.member.capacity <= self.load


@dataclass(frozen=True, slots=True)
class Group:
    """A team, and how many of it are online."""

    team: Team
    online: int

    @property
    def key(self) -> str:
        return f"team-{self.team.pk}"


@dataclass(frozen=True, slots=True)
class Receivers:
    """Everybody to whom ``giver`` may give a thread: who is online first, then by load."""

    people: Sequence[Person]
    teams: Sequence[Group]

    @classmethod
    def of(cls, giver: Member) -> Receivers:
        members = Member.objects.visible_to(giver).filter(user__is_active=True)
        loaded = members.select_related("user").annotate(load=Count("threads", filter=_OPEN))
        people = [Person(member, member.load) for member in loaded]
        people.sort(key=lambda each: (_ORDER[_of(each)], each.load, each.member.name.casefold()))
        online = Q(members__availability=Member.Availability.ONLINE, members__user__is_active=True)
        teams = Team.objects.visible_to(giver).annotate(online=Count("members", filter=online))
        return cls(people, [Group(team, team.online) for team in teams.order_by("name")])

    def named(self, key: str) -> tuple[Member | None, Team | None]:
        """Who is meant by ``member-12`` or ``team-3``; LookupError for anybody else."""
        for person in self.people:
            if person.key == key:
                return person.member, None
        for group in self.teams:
            if group.key == key:
                return None, group.team
        raise LookupError(key)


def _of(person: Person) -> Member.Availability:
    return Member.Availability(person.member.availability)
