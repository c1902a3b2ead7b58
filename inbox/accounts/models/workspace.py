"""Workspaces and the people in them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.scoping import Door, WorkspaceQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is one person whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who can sign in. What they may do comes from being a member of a workspace."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_one_person"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """The tenant: one business, its people and its connected accounts."""

    class Promotions(models.TextChoices):
        """What happens to a human reply that looks promotional (W-12)."""

        WARN = "warn", _("Warn, and let the person confirm")
        BLOCK = "block", _("Refuse")

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    is_demo = models.BooleanField(default=False)
    automations_on = models.BooleanField(default=True)  # K-11: one switch stops them all
    promotions = models.CharField(
        max_length=8, choices=Promotions, default=Promotions.WARN, db_default=Promotions.WARN
    )
    time_zone = models.CharField(max_length=40, default="UTC", db_default="UTC")  # IANA name
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workspace_promotions_is_known", condition=Q(promotions__in=["warn", "block"])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person in a workspace, and what they may do there."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        LEAD = "lead", _("Lead")
        ADMIN = "admin", _("Admin")

    class Availability(models.TextChoices):
        ONLINE = "online", _("Online")
        BUSY = "busy", _("Busy")  # keeps what they have, gets no more
        AWAY = "away", _("Away")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    availability = models.CharField(
        max_length=8,
        choices=Availability,
        default=Availability.ONLINE,
        db_default=Availability.ONLINE,
    )
    # The most open threads that routing gives them; 0 means no limit (H-4).
    capacity = models.PositiveSmallIntegerField(default=20, db_default=20)
    # When routing last gave them one, so that it goes round.
    last_routed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Member]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Member"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once_per_workspace"),
            models.UniqueConstraint(fields=["id", "workspace"], name="member_of_its_workspace"),
            models.CheckConstraint(
                name="member_role_is_known", condition=Q(role__in=["agent", "lead", "admin"])
            ),
            models.CheckConstraint(
                name="member_availability_is_known",
                condition=Q(availability__in=["online", "busy", "away"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def name(self) -> str:
        """What colleagues call this member."""
        return self.user.name or self.user.email.partition("@")[0]

    @property
    def leads(self) -> bool:
        """Whether this member may see and do what leads may."""
        return self.role in (self.Role.LEAD, self.Role.ADMIN)
