"""Addresses that listen, and the secrets that calls are signed with."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Workspace
from inbox.accounts.scoping import Door, WorkspaceQuerySet
from inbox.accounts.secrets import EncryptedTextField
from inbox.hooks.events import Event


class Signed(models.Model):
    """Who is called with a signature; for a day after a new secret the old one signs as well."""

    secret = EncryptedTextField()
    old_secret = EncryptedTextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Those that sign at ``now``, the newest first."""
        if self.old_secret and self.old_secret_until and now < self.old_secret_until:
            return (self.secret, self.old_secret)
        return (self.secret,)


class EndpointQuerySet(WorkspaceQuerySet["Endpoint"]):
    """Endpoints; their secrets stay in the database until somebody signs."""

    def standing(self) -> Self:
        """Those that were not removed."""
        return self.filter(removed_at=None).defer("secret", "old_secret")


class Endpoint(Signed):
    """An address of the workspace's own systems that is told of ``events``.

    ``failing_since``: no call has been answered well since then. A removed one is kept without its
    secret until its log is swept, so that no transaction that tells it something can fail.
    """

    class Off(models.TextChoices):
        BY_HAND = "by_hand", _("Switched off")
        GONE = "gone", _("It answered that it is gone (410)")
        FAILING = "failing", _("It failed for three days")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    url = models.CharField(max_length=2000)
    events = models.JSONField()  # values of Event
    note = models.CharField(max_length=200, blank=True)
    is_on = models.BooleanField(default=True)
    off_because = models.CharField(max_length=8, choices=Off, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Door[EndpointQuerySet]] = Door(EndpointQuerySet)
    everywhere = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "workspace"], name="endpoint_of_its_workspace"),
            models.CheckConstraint(name="endpoint_has_an_address", condition=~Q(url="")),
            models.CheckConstraint(
                name="endpoint_on_can_sign",
                condition=Q(is_on=False) | ~Q(secret="") & Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="endpoint_off_says_why_and_when",
                condition=Q(is_on=True, off_because="", off_at__isnull=True)
                | Q(
                    is_on=False,
                    off_because__in=["by_hand", "gone", "failing"],
                    off_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="endpoint_old_secret_has_its_end",
                condition=Q(old_secret="") | Q(old_secret_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def host(self) -> str:
        """What it is called in lists."""
        return urlsplit(self.url).netloc

    @property
    def events_named(self) -> list[str]:
        """The events in people's words, in the order of the choices."""
        return [str(Event(value).label) for value in Event.values if value in self.events]

    @property
    def status(self) -> str:
        """``on``, ``failing`` or ``off``: for the eye."""
        if not self.is_on:
            return "off"
        return "failing" if self.failing_since else "on"


class RuleKey(Signed):
    """What signs the calls that a workspace's rules make to addresses of their own."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+")

    objects: ClassVar[Door[WorkspaceQuerySet[RuleKey]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["RuleKey"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="rule_key_can_sign", condition=~Q(secret="")),
            models.CheckConstraint(
                name="rule_key_old_secret_has_its_end",
                condition=Q(old_secret="") | Q(old_secret_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.workspace_id}"
