"""Teams and the room that people have: each change is written to the audit log with its act."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction
from django.db.models import Count, Prefetch, Q

from inbox.accounts.models import AuditEntry, Member, Team, TeamMember, Workspace
from inbox.accounts.models.audit import record
from inbox.accounts.scoping import WorkspaceQuerySet

Action = AuditEntry.Action


class NameTaken(Exception):
    """Another team of the workspace has the name."""


@transaction.atomic
def add_team(workspace: Workspace, name: str, members: Collection[Member], *, by: Member) -> Team:
    """A new team. Raises NameTaken."""
    team = Team(workspace=workspace)
    _name(team, name)
    _fill(team, members)
    record(workspace.pk, Action.TEAM_CHANGED, f"team:{team.pk}", by=by, team=name, what="added")
    return team


@transaction.atomic
def change_team(team: Team, name: str, members: Collection[Member], *, by: Member) -> bool:
    """Its name and who is in it; False when both were so already. Raises NameTaken."""
    Team.everywhere.select_for_update(no_key=True).get(pk=team.pk)
    before_name, before = team.name, set(team.members.select_related("user"))
    came, went = set(members) - before, before - set(members)
    if before_name == name and not came and not went:
        return False
    _name(team, name)
    _fill(team, members)
    record(
        team.workspace_id, Action.TEAM_CHANGED, f"team:{team.pk}", by=by, team=name,
        what="changed", was=before_name, came=_names(came), went=_names(went),
    )  # fmt: skip
    return True


@transaction.atomic
def remove_team(team: Team, *, by: Member) -> None:
    """Its conversations stay, with no team."""
    subject = f"team:{team.pk}"
    record(team.workspace_id, Action.TEAM_CHANGED, subject, by=by, team=team.name, what="removed")
    team.delete()


@transaction.atomic
def set_capacities(workspace: Workspace, wanted: Mapping[int, int], *, by: Member) -> int:
    """The most open conversations that routing gives each member (H-4); how many changed."""
    rows = Member.objects.in_workspace(workspace).select_for_update(no_key=True, of=("self",))
    changed = 0
    for member in rows.select_related("user").filter(pk__in=wanted).order_by("pk"):
        before, capacity = member.capacity, wanted[member.pk]
        if before == capacity:
            continue
        member.capacity = capacity
        member.save(update_fields=["capacity"])
        record(
            workspace.pk, Action.TEAM_CHANGED, f"member:{member.pk}", by=by,
            what="capacity", name=member.name, to=capacity, **{"from": before},
        )  # fmt: skip
        changed += 1
    return changed


def teams_of(member: Member) -> WorkspaceQuerySet[Team]:
    """All teams that ``member`` may see, with their people."""
    people = Member.objects.visible_to(member).select_related("user").order_by("pk")
    return Team.objects.visible_to(member).prefetch_related(Prefetch("members", queryset=people))


def people_of(member: Member) -> WorkspaceQuerySet[Member]:
    """Everybody of the workspace, with ``open_threads``: how many conversations they have."""
    theirs = Q(threads__lifecycle="open", threads__handler="human")
    people = Member.objects.visible_to(member).filter(user__is_active=True).select_related("user")
    return people.annotate(open_threads=Count("threads", filter=theirs)).order_by("pk")


def _name(team: Team, name: str) -> None:
    team.name = name
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        if "team_named_once" not in str(error):
            raise
        raise NameTaken from error


def _fill(team: Team, members: Collection[Member]) -> None:
    """Whoever stays keeps their place."""
    team.places.exclude(member__in=members).delete()
    TeamMember.everywhere.bulk_create(
        [TeamMember(workspace_id=team.workspace_id, team=team, member=one) for one in members],
        ignore_conflicts=True,
    )


def _names(members: Collection[Member]) -> list[str]:
    return sorted(member.name for member in members)
