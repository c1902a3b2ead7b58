"""The people who engaged with an account, known only through it (P-1)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
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
    # Since when they want nothing automated; people may answer them (P-3).
    opted_out_at = models.DateTimeField(null=True, blank=True)
    labels: models.ManyToManyField[Label, Labelling] = models.ManyToManyField(
        "Label", through="Labelling", related_name="contacts"
    )
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


class Label(models.Model):
    """A word that a workspace puts on contacts; ``hue`` is one of the eight of the palette."""

    HUES = (20, 60, 100, 150, 195, 240, 290, 340)

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    hue = models.PositiveSmallIntegerField(default=240)

    objects: ClassVar[Door[WorkspaceQuerySet[Label]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Label"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="label_named_once"),
            models.UniqueConstraint(fields=["id", "workspace"], name="label_of_its_workspace"),
            models.CheckConstraint(name="label_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Labelling(models.Model):
    """A label on a contact."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="labellings", db_constraint=False, db_index=False
    )
    label = models.ForeignKey(Label, models.CASCADE, related_name="labellings", db_constraint=False)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Labelling]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Labelling"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "label"], name="labelling_once"),
            SameWorkspace(field="contact", name="labelling_contact_same_workspace"),
            SameWorkspace(field="label", name="labelling_label_same_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.contact_id}"


class Captured(models.Model):
    """What a contact answered, by the name that the workspace gave it, and where it came from.

    ``source`` names what asked: the rule and its question. ``event_key`` is the platform's id of
    the message that answered.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="captured", db_constraint=False, db_index=False
    )
    field = models.CharField(max_length=40)  # email, phone, or the workspace's own
    value = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    event_key = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Captured]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Captured"].as_manager()

    class Meta:
        ordering = ["field"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "field"], name="captured_newest_of_a_field"),
            SameWorkspace(field="contact", name="captured_contact_same_workspace"),
            models.CheckConstraint(name="captured_has_a_field", condition=~Q(field="")),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value[:40]}"
