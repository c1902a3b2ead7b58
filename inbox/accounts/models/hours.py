"""When a workspace is there for its contacts, in its own time zone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from inbox.accounts.models.workspace import Workspace
from inbox.accounts.scoping import Door, WorkspaceQuerySet


class OpeningHours(models.Model):
    """A span of a weekday (0 is Monday) in which people answer; a day may have several.

    Times are the workspace's own clock. ``closes`` is exclusive, and after ``opens``; midnight at
    the end of a day is 23:59:59.999999 on it (``time.max``). Without any row it is always open.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    objects: ClassVar[Door[WorkspaceQuerySet[OpeningHours]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["OpeningHours"].as_manager()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="opening_hours_open_before_they_close", condition=Q(closes__gt=F("opens"))
            ),
            models.CheckConstraint(name="opening_hours_weekday", condition=Q(weekday__lte=6)),
            models.UniqueConstraint(
                fields=["workspace", "weekday", "opens"], name="opening_hours_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Holiday(models.Model):
    """A day on which nobody answers, whatever the weekday."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="holidays")
    on = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    objects: ClassVar[Door[WorkspaceQuerySet[Holiday]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Holiday"].as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "on"], name="holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
