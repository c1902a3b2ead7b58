"""How a workspace wants its automations and handoffs to behave."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Team, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet


class SettingsQuerySet(WorkspaceQuerySet["AutomationSettings"]):
    """One row for each workspace, as soon as somebody changes something."""

    def of(self, workspace_id: int) -> AutomationSettings:
        """The workspace's own, else what everybody begins with."""
        return self.filter(workspace=workspace_id).first() or AutomationSettings(
            workspace_id=workspace_id
        )


class AutomationSettings(models.Model):
    """Defaults that fit most teams; words are lists of the workspace's own, beside the built-in
    ones of automations.words."""

    class Routing(models.TextChoices):
        MANUAL = "manual", _("Nobody is chosen: whoever is free takes it")
        ROUND_ROBIN = "round_robin", _("In turn")
        LEAST_BUSY = "least_busy", _("Who has the fewest open conversations")

    workspace = models.OneToOneField(
        Workspace, models.CASCADE, related_name="automation_settings", primary_key=True
    )
    routing = models.CharField(max_length=12, choices=Routing, default=Routing.LEAST_BUSY)
    default_team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    take_minutes = models.PositiveSmallIntegerField(  # H-6: untaken for so long, the next is asked
        default=10, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    reply_minutes = models.PositiveSmallIntegerField(  # H-4: what the acknowledgement promises
        default=30, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    raise_minutes = models.PositiveSmallIntegerField(  # H-6: so long before a window changes
        default=60, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    misses = models.PositiveSmallIntegerField(  # H-2
        default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    failures = models.PositiveSmallIntegerField(  # H-2: automated sends that fail in a row
        default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    in_a_row = models.PositiveSmallIntegerField(  # C-3
        default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    loop_turns = models.PositiveSmallIntegerField(  # C-5: so many automated turns …
        default=10, validators=[MinValueValidator(3), MaxValueValidator(100)]
    )
    loop_minutes = models.PositiveSmallIntegerField(  # … in so many minutes
        default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    pause_hours = (
        models.PositiveSmallIntegerField(  # K-7: after a person wrote in a thread of nobody
            default=12, validators=[MinValueValidator(1), MaxValueValidator(168)]
        )
    )
    on_complaint = models.BooleanField(_("Complaints and refunds go to a person"), default=True)
    on_sensitive = models.BooleanField(
        _("Legal, medical and money matters go to a person"), default=True
    )
    person_words = models.JSONField(default=list, blank=True)  # H-1
    complaint_words = models.JSONField(default=list, blank=True)
    sensitive_words = models.JSONField(default=list, blank=True)
    stop_words = models.JSONField(default=list, blank=True)  # P-3
    start_words = models.JSONField(default=list, blank=True)
    acknowledgement = models.CharField(max_length=500, blank=True)  # may hold {time}; empty: ours
    acknowledgement_closed = models.CharField(max_length=500, blank=True)  # out of hours
    disclosure = models.CharField(max_length=300, blank=True)  # said when a bot takes over again

    objects: ClassVar[Door[SettingsQuerySet]] = Door(SettingsQuerySet)
    everywhere = SettingsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="automation_routing_is_known",
                condition=Q(routing__in=["manual", "round_robin", "least_busy"]),
            ),
            models.CheckConstraint(
                name="automation_numbers_are_positive",
                condition=Q(take_minutes__gte=1, misses__gte=1, in_a_row__gte=1, loop_turns__gte=3)
                & Q(loop_minutes__gte=1, failures__gte=1, pause_hours__gte=1, raise_minutes__gte=5),
            ),
            SameWorkspace(field="default_team", name="automation_default_team_same_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id}"


class TopicRoute(models.Model):
    """Words that send a handoff to a team (H-4, by topic); the first that match win."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    words = models.JSONField(default=list)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", db_constraint=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Door[WorkspaceQuerySet[TopicRoute]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["TopicRoute"].as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="topic_route_named_once"),
            SameWorkspace(field="team", name="topic_route_team_same_workspace"),
        ]

    def __str__(self) -> str:
        return self.name
