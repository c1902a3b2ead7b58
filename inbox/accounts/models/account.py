"""The connected accounts a workspace answers for, and the keys of its programs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.channels import CHANNELS, Capabilities
from inbox.accounts.models.workspace import Workspace
from inbox.accounts.scoping import Door, WorkspaceQuerySet
from inbox.accounts.secrets import EncryptedTextField


class Account(models.Model):
    """A connected Instagram professional account: whose name is on what we send.

    Limits are for automated messages unless said otherwise, and 0 means no limit (L-1, L-2, L-11).
    """

    class Channel(models.TextChoices):
        INSTAGRAM = "instagram", "Instagram"

    class Status(models.TextChoices):
        CONNECTED = "connected", _("Connected")
        DISCONNECTED = "disconnected", _("Reconnect needed")

    class Tier(models.IntegerChoices):
        ONE = 1, _("1,000 people a day")
        TWO = 2, _("10,000 people a day")
        THREE = 3, _("100,000 people a day")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="accounts")
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.INSTAGRAM)
    external_id = models.CharField(max_length=64)  # the platform's id; beyond 2^53, so text
    username = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)
    picture_url = models.URLField(max_length=2000, blank=True)
    token = EncryptedTextField(blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.CONNECTED)
    status_detail = models.TextField(blank=True)
    automations_on = models.BooleanField(default=True)  # K-11
    human_agent_approved = models.BooleanField(default=False)  # W-11
    # W-2: Meta's week after an ad, once somebody has confirmed it
    ads_open_longer = models.BooleanField(default=False, db_default=False)
    messages_per_hour = models.PositiveIntegerField(default=200)  # L-1
    calls_per_second = models.PositiveIntegerField(default=2)  # L-2
    tier = models.PositiveSmallIntegerField(choices=Tier, default=Tier.ONE)  # L-3; 0: no limit
    warms_up = models.BooleanField(default=True)  # L-4
    private_replies_per_hour = models.PositiveIntegerField(default=750, db_default=750)  # L-2
    live_replies_per_second = models.PositiveIntegerField(default=100, db_default=100)  # L-2
    calls_per_hour = models.PositiveIntegerField(default=200, db_default=200)  # L-5: no messages
    # What people may tap before they have written (K-1), as the platform shows it:
    # {"question": …, "payload": …} each.
    ice_breakers = models.JSONField(default=list, blank=True, db_default=[])
    connected_at = models.DateTimeField(default=timezone.now)
    last_event_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Door[WorkspaceQuerySet[Account]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Account"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], name="account_connected_once"
            ),
            models.UniqueConstraint(fields=["id", "workspace"], name="account_of_its_workspace"),
            models.CheckConstraint(
                name="account_channel_is_known", condition=Q(channel__in=list(CHANNELS))
            ),
            models.CheckConstraint(
                name="account_status_is_known",
                condition=Q(status__in=["connected", "disconnected"]),
            ),
            models.CheckConstraint(name="account_tier_is_known", condition=Q(tier__lte=3)),
            models.CheckConstraint(name="account_has_an_external_id", condition=~Q(external_id="")),
        ]

    def __str__(self) -> str:
        return f"@{self.username}"

    @property
    def capabilities(self) -> Capabilities:
        """What this account's channel allows it, by its approval (W-11) and its settings (W-2)."""
        table = CHANNELS[self.channel]
        if not self.ads_open_longer:
            table = table.without_longer()
        return table if self.human_agent_approved else table.without_human_agent()


class ApiToken(models.Model):
    """A program's key to one workspace; only its digest is kept, so it is shown once."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256, hex
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Door[WorkspaceQuerySet[ApiToken]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["ApiToken"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "workspace"], name="api_token_of_its_workspace"),
        ]

    def __str__(self) -> str:
        return self.name
