"""Teams: who looks after what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from inbox.accounts.models.workspace import Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet


class Team(models.Model):
    """People of a workspace to whom threads are routed together (H-4)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=60)
    members: models.ManyToManyField[Member, TeamMember] = models.ManyToManyField(
        Member, through="TeamMember", related_name="teams"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Team]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Team"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="team_named_once"),
            models.UniqueConstraint(fields=["id", "workspace"], name="team_of_its_workspace"),
            models.CheckConstraint(name="team_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A member's place in a team."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="places", db_constraint=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="places", db_constraint=False)

    objects: ClassVar[Door[WorkspaceQuerySet[TeamMember]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["TeamMember"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "member"], name="team_member_once"),
            SameWorkspace(field="team", name="team_member_team_same_workspace"),
            SameWorkspace(field="member", name="team_member_member_same_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.team_id}"
