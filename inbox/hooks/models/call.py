"""Calls that have to be made, and the tries at making them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.hooks.events import Event
from inbox.hooks.models.endpoint import Endpoint

LONGEST_KEY = 200  # characters


class HookCallQuerySet(WorkspaceQuerySet["HookCall"]):
    """Questions about calls."""

    def due(self, now: datetime) -> Self:
        """Those that may be tried: their time has come, and nobody is at it."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state=HookCall.State.WAITING, due_at__lte=now)

    def of_rules(self) -> Self:
        """Calls of rules' steps, which have no endpoint."""
        return self.filter(endpoint=None)

    def replayable(self) -> Self:
        """Settled ones whose listeners have heard the end."""
        return self.exclude(state=HookCall.State.WAITING).filter(tell_at=None)


class HookCall(models.Model):
    """Something that has to be told to an address, until it is heard or given up.

    ``body`` is written once, so that every try carries the same bytes. ``attempts`` counts all the
    tries and fences them: only the newest writes down its end. ``target`` is what is bounded
    together: an endpoint, or a host that rules call.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Delivered")
        FAILED = "failed", _("Failed")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    endpoint = models.ForeignKey(
        Endpoint,
        models.CASCADE,
        null=True,
        related_name="calls",
        db_constraint=False,
        db_index=False,
    )
    url = models.CharField(max_length=2000, blank=True)  # a step's; an endpoint has its own
    target = models.CharField(max_length=300)
    event = models.CharField(max_length=32, choices=Event)
    key = models.CharField(max_length=LONGEST_KEY)
    delivery = models.UUIDField(default=uuid4, unique=True)
    body = models.TextField()
    patience = models.PositiveSmallIntegerField(default=10)  # seconds that a try may last
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    replayed_after = models.PositiveIntegerField(default=0)  # tries made before the last replay
    due_at = models.DateTimeField(null=True, default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)  # a try is under way
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP, of the last answer
    detail = models.TextField(blank=True)
    answer = models.TextField(blank=True)  # the last answer, as far as it is kept
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    tell_at = models.DateTimeField(null=True, blank=True)  # when listeners are to hear the end

    objects: ClassVar[Door[HookCallQuerySet]] = Door(HookCallQuerySet)
    everywhere = HookCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "workspace"], name="hook_call_of_its_workspace"),
            models.UniqueConstraint(
                fields=["endpoint", "event", "key"],
                condition=Q(endpoint__isnull=False),
                name="hook_call_once_per_endpoint",
            ),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=Q(endpoint__isnull=True),
                name="hook_call_once_per_step",
            ),
            SameWorkspace(field="endpoint", name="hook_call_endpoint_same_workspace"),
            models.CheckConstraint(
                name="hook_call_knows_where",
                condition=Q(endpoint__isnull=False, url="")
                | Q(endpoint__isnull=True, event="rule.step") & ~Q(url=""),
            ),
            models.CheckConstraint(
                name="hook_call_waits_or_is_settled",
                condition=Q(state="waiting", due_at__isnull=False, settled_at__isnull=True)
                | Q(
                    state__in=["done", "failed"],
                    due_at__isnull=True,
                    settled_at__isnull=False,
                    leased_until__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="hook_call_tells_an_end_of_a_step",
                condition=Q(tell_at__isnull=True)
                | Q(endpoint__isnull=True, settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hook_call_says_something", condition=~Q(body="") & ~Q(key="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["target", "due_at"],
                name="hook_call_of_target",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["due_at"], name="hook_call_due", condition=Q(state="waiting")),
            models.Index(
                fields=["leased_until"],
                name="hook_call_under_way",
                condition=Q(leased_until__isnull=False),
            ),
            models.Index(
                fields=["tell_at"], name="hook_call_to_tell", condition=Q(tell_at__isnull=False)
            ),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="hook_call_of_endpoint"),
            models.Index(
                fields=["workspace", "-created_at", "-id"],
                name="hook_call_of_rules",
                condition=Q(endpoint__isnull=True),
            ),
            models.Index(
                fields=["endpoint", "-created_at"],
                name="hook_call_failed",
                condition=Q(state="failed"),
            ),
            models.Index(fields=["created_at"], name="hook_call_age"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The same for every try and every replay: what a receiver knows a repeat by."""
        return self.key if self.endpoint_id is None else f"{self.event}:{self.key}"

    @property
    def tries(self) -> int:
        """Tries since it was made, or since the last replay."""
        return self.attempts - self.replayed_after


class HookAttempt(models.Model):
    """One try. Without an end when its process died; the next one carries the same key."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    call = models.ForeignKey(HookCall, models.CASCADE, related_name="log", db_constraint=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    address = models.CharField(max_length=64, blank=True)  # the one that was connected to
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    detail = models.TextField(blank=True)

    objects: ClassVar[Door[WorkspaceQuerySet[HookAttempt]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["HookAttempt"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="hook_attempt_numbered_once"),
            SameWorkspace(field="call", name="hook_attempt_call_same_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} #{self.number}"
