"""The people who engaged with an account, known only through it (P-1)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet


class Contact(models.Model):
    """A person, identified by a scoped id per account.

    ``name``, ``username`` and ``picture_url`` stay empty until the platform tells them; nothing
    is ever made up in their place.
    """

    class Profile(models.TextChoices):
        UNASKED = "unasked", _("Not looked up yet")
        KNOWN = "known", _("Looked up")
        REFUSED = "refused", _("Not available")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="contacts", db_constraint=False, db_index=False
    )
    scoped_id = models.CharField(max_length=64)
    username = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    picture_url = models.URLField(max_length=2000, blank=True)
    profile = models.CharField(max_length=8, choices=Profile, default=Profile.UNASKED)
    profile_detail = models.TextField(blank=True)  # why the profile is not available
    profile_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)  # followers, follows us, verified …
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Contact]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Contact"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "scoped_id"], name="contact_once_per_account"
            ),
            models.UniqueConstraint(fields=["id", "workspace"], name="contact_of_its_workspace"),
            SameWorkspace(field="account", name="contact_account_same_workspace"),
            models.CheckConstraint(name="contact_has_a_scoped_id", condition=~Q(scoped_id="")),
            models.CheckConstraint(
                name="contact_profile_is_known",
                condition=Q(profile__in=["unasked", "known", "refused"]),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Their name, else @username, else a short id; never invented."""
        if self.name:
            return self.name
        return f"@{self.username}" if self.username else f"#{self.scoped_id[-6:]}"


class Consent(models.Model):
    """A contact's first engagement over one surface: what, when, which event (P-2)."""

    class Surface(models.TextChoices):
        MESSAGE = "message", _("Direct message")
        STORY = "story", _("Story")
        COMMENT = "comment", _("Comment")
        AD = "ad", _("Ad")
        TAP = "tap", _("Button or menu")
        OPT_IN = "opt_in", _("Opt-in")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="consents", db_constraint=False, db_index=False
    )
    surface = models.CharField(max_length=8, choices=Surface)
    at = models.DateTimeField()
    event_key = models.CharField(max_length=255)  # the message, comment or event that was it
    where = models.JSONField(default=dict, blank=True)  # the post, story or ad

    objects: ClassVar[Door[WorkspaceQuerySet[Consent]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Consent"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "surface"], name="consent_first_of_its_surface"
            ),
            SameWorkspace(field="contact", name="consent_contact_same_workspace"),
            models.CheckConstraint(
                name="consent_surface_is_known",
                condition=Q(surface__in=["message", "story", "comment", "ad", "tap", "opt_in"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surface} {self.at:%Y-%m-%d}"
