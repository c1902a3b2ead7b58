"""Whose turn it is: by topic, by turn or by load, and only who is there and has room (H-4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from automations.folding import fold
from automations.models import AutomationSettings, Handoff, TopicRoute
from inbox.accounts.models import Member, Team
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.threads.models import Thread

Routing = AutomationSettings.Routing


def team_for(
    thread: Thread, named: Team | str | None, texts: Sequence[str], settings: AutomationSettings
) -> Team | None:
    """The team that is ``named``, else that of the topic of ``texts``, else the one that the thread
    was with, else the workspace's usual one."""
    if isinstance(named, str):
        named = Team.objects.in_workspace(thread.workspace_id).filter(name__iexact=named).first()
    by_topic = named or _by_topic(thread.workspace_id, texts)
    return by_topic or thread.team or settings.default_team


def _by_topic(workspace_id: int, texts: Sequence[str]) -> Team | None:
    """The team of the first topic of which a word stands in ``texts``, whole."""
    said = [folded for text in texts if (folded := fold(text))]
    routes = TopicRoute.objects.in_workspace(workspace_id).select_related("team") if said else []
    for route in routes:
        if any(_stands_in(fold(word), text) for word in route.words for text in said):
            return route.team
    return None


def choose(
    settings: AutomationSettings,
    team: Team | None,
    asked: Collection[int] = (),
    *,
    first: Member | None = None,
) -> Member | None:
    """The next to be asked, who is not among ``asked``; None when nobody is free, or chosen.

    ``first`` comes before all others, if they are free.

    Two who choose at once get two people: whom another transaction is just giving a thread is
    passed over. Where all are, the first is asked all the same, perhaps a little over capacity.
    """
    if settings.routing == Routing.MANUAL:
        return None
    free = list(_in_turn(settings, _free(settings.workspace_id, team).exclude(pk__in=asked)))
    free.sort(key=lambda member: member != first)
    with transaction.atomic():
        chosen = next((member for member in free if _claim(member)), None)
    return chosen or next(iter(free), None)


def leads(workspace_id: int) -> list[Member]:
    """Who hears of what nobody took."""
    roles = (Member.Role.LEAD, Member.Role.ADMIN)
    found = Member.objects.in_workspace(workspace_id).filter(role__in=roles, user__is_active=True)
    return list(found.select_related("user").order_by("pk"))


def with_load(members: WorkspaceQuerySet[Member]) -> WorkspaceQuerySet[Member]:
    """``members`` with ``load``: the open threads they have, and those they are asked to take."""
    theirs = Thread.everywhere.filter(
        assignee=OuterRef("pk"), lifecycle=Thread.Lifecycle.OPEN, handler=Thread.Handler.HUMAN
    )
    offered = Handoff.everywhere.waiting().filter(offered_to=OuterRef("pk"))
    load = _count(theirs, "assignee") + _count(offered, "offered_to")
    return members.annotate(load=load)


def _free(workspace_id: int, team: Team | None) -> WorkspaceQuerySet[Member]:
    """On duty and with room. Without a team: agents, or where there are none, everybody."""
    members = Member.objects.in_workspace(workspace_id).filter(user__is_active=True)
    if team:
        members = members.filter(teams=team)
    elif members.filter(role=Member.Role.AGENT).exists():
        members = members.filter(role=Member.Role.AGENT)
    there = with_load(members.filter(availability=Member.Availability.ONLINE))
    has_room = Q(capacity=0) | Q(load__lt=F("capacity"))
    return there.filter(has_room).select_related("user")


def _in_turn(
    settings: AutomationSettings, members: WorkspaceQuerySet[Member]
) -> WorkspaceQuerySet[Member]:
    longest_ago = F("last_routed_at").asc(nulls_first=True)
    if settings.routing == Routing.LEAST_BUSY:
        return members.order_by(F("load").asc(), longest_ago, "pk")
    return members.order_by(longest_ago, "pk")


def _claim(member: Member) -> bool:
    """Keep the member's row for this transaction, if nobody has it and there is room still."""
    rows = Member.everywhere.filter(pk=member.pk)
    if not rows.select_for_update(skip_locked=True, no_key=True).exists():
        return False
    now = timezone.now()
    has_room = with_load(rows).filter(Q(capacity=0) | Q(load__lt=F("capacity"))).exists()
    return has_room and bool(rows.update(last_routed_at=now))


def _count(rows: QuerySet[Thread] | QuerySet[Handoff], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _stands_in(phrase: Sequence[str], text: Sequence[str]) -> bool:
    size = len(phrase)
    return size > 0 and any(
        tuple(text[start : start + size]) == tuple(phrase) for start in range(len(text) - size + 1)
    )
