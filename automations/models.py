"""Rules, and each time one fired or stayed silent."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.contacts.models import Contact
from inbox.delivery.models import Outbound
from inbox.threads.models import Message


class RuleQuerySet(WorkspaceQuerySet["Rule"]):
    """Questions about rules."""

    def in_force(self, account: Account) -> Self:
        """The rules that are on for ``account``; the first that matches wins (K-4)."""
        here = Q(account=None) | Q(account=account)
        return self.filter(here, workspace=account.workspace_id, is_on=True).order_by("position")

    def edition(self, workspace_id: int) -> tuple[int, int]:
        """A value that changes whenever any rule of the workspace does."""
        rules = self.filter(workspace=workspace_id)
        counted = rules.aggregate(rules=models.Count("pk"), newest=Max("version"))
        return counted["rules"], counted["newest"] or 0


class Rule(models.Model):
    """An automatic answer: when it fires and what it sends.

    ``definition`` is one rule of the JSON that people import and export, without its name, its
    account and whether it is on (automations.definition). ``version`` rises with every change
    among the workspace's rules, so that a matcher knows when it is out of date.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    is_on = models.BooleanField(default=True)
    definition = models.JSONField()
    version = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[RuleQuerySet]] = Door(RuleQuerySet)
    everywhere = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "position"],
                name="rule_one_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["workspace", "name"], name="rule_named_once"),
            models.UniqueConstraint(fields=["id", "workspace"], name="rule_of_its_workspace"),
            SameWorkspace(field="account", name="rule_account_same_workspace"),
            models.CheckConstraint(name="rule_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Firing(models.Model):
    """A rule met a message: what one of its steps sent, or why it stayed silent (K-10).

    ``words`` is the wording as the rule holds it, ``wording`` its place among them: the words,
    not the place, are what a contact must not get twice (C-1).
    """

    class Skipped(models.TextChoices):
        PERSON_HAS_IT = "person_has_it", _("A person has the thread")
        ASKED_FOR_A_PERSON = "asked_for_a_person", _("The contact asked for a person")
        SWITCHED_OFF = "switched_off", _("Automations are switched off")
        ALL_SENT = "all_sent", _("The contact has had every wording of this rule")
        REFUSED = "refused", _("The guard refused it")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(
        Rule, models.CASCADE, related_name="firings", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="firings", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="firings", db_constraint=False, db_index=False
    )
    outbound = models.OneToOneField(
        Outbound,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="firing",
        db_constraint=False,
    )
    step = models.PositiveSmallIntegerField(default=0)
    wording = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    skipped = models.CharField(max_length=20, choices=Skipped, blank=True)
    detail = models.TextField(blank=True)
    also_matched = models.JSONField(default=list, blank=True)  # names of rules further down (K-4)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[Firing]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Firing"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "step"], name="firing_one_rule_per_message"),
            SameWorkspace(field="rule", name="firing_rule_same_workspace"),
            SameWorkspace(field="message", name="firing_message_same_workspace"),
            SameWorkspace(field="contact", name="firing_contact_same_workspace"),
            SameWorkspace(field="outbound", name="firing_outbound_same_workspace"),
            models.CheckConstraint(
                name="firing_sent_or_says_why",
                condition=Q(skipped="", outbound__isnull=False)
                | (~Q(skipped="") & Q(outbound__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "rule"], name="firing_of_contact"),
            models.Index(fields=["rule", "-id"], name="firing_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.get_skipped_display() or self.words[:40]}"
