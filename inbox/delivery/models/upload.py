"""A file that a person wants to send."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models import Thread


class Upload(models.Model):
    """A checked file, kept until it has been sent or nobody wants it any more.

    ``key`` is the browser's own name for it, so that a repeated upload is one file. ``secret`` is
    the part of its public address that nobody can guess: the platform fetches media by URL.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("Photo")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")
        FILE = "file", _("File")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="uploads", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    key = models.UUIDField()
    secret = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()  # bytes
    file = models.FileField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Upload]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Upload"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "key"], name="upload_once_per_key"),
            models.UniqueConstraint(fields=["id", "workspace"], name="upload_of_its_workspace"),
            SameWorkspace(field="thread", name="upload_thread_same_workspace"),
            SameWorkspace(field="member", name="upload_member_same_workspace"),
            models.CheckConstraint(
                name="upload_kind_is_known",
                condition=Q(kind__in=["image", "audio", "video", "file"]),
            ),
            models.CheckConstraint(name="upload_has_content", condition=Q(size__gt=0)),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="upload_oldest", condition=~Q(file="")),
        ]

    def __str__(self) -> str:
        return self.name
