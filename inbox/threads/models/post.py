"""What people comment on: the account's posts, reels, stories, ads and live videos."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet


class Post(models.Model):
    """One publication, as far as the platform has told us about it.

    ``looked_at`` is when it was last asked about and ``problem`` what came of that when nothing
    did. ``over_at`` is when a live video was found to have ended, by our clock (W-6).
    """

    class Kind(models.TextChoices):
        FEED = "feed", _("Post")
        REEL = "reel", _("Reel")
        STORY = "story", _("Story")
        LIVE = "live", _("Live video")
        AD = "ad", _("Ad")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="posts", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FEED)
    caption = models.TextField(blank=True)
    permalink = models.TextField(blank=True)
    picture_url = models.TextField(blank=True)  # the platform's own, and dies after days
    published_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Post]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Post"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="post_known_once"),
            SameWorkspace(field="account", name="post_account_same_workspace"),
            models.CheckConstraint(
                name="post_kind_is_known",
                condition=models.Q(kind__in=["feed", "reel", "story", "live", "ad"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["account"],
                name="post_perhaps_live",
                condition=models.Q(kind="live", over_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:60] or self.external_id
