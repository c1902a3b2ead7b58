"""Rules and their published versions."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from inbox.accounts.models import Account, Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet


class RuleQuerySet(WorkspaceQuerySet["Rule"]):
    """Questions about rules."""

    def in_force(self, account: Account) -> Self:
        """The rules that are live for ``account``; the first that matches wins (K-4)."""
        here = Q(account=None) | Q(account=account)
        live = self.filter(here, workspace=account.workspace_id, is_on=True, live__isnull=False)
        return live.select_related("live").order_by("position")

    def edition(self, workspace_id: int) -> tuple[int, int]:
        """A value that changes whenever what is live in the workspace does."""
        rules = self.filter(workspace=workspace_id)
        counted = rules.aggregate(rules=models.Count("pk"), newest=Max("edition"))
        return counted["rules"], counted["newest"] or 0


class Rule(models.Model):
    """When something is answered by itself, and how.

    What runs is the ``live`` version; ``draft`` is what somebody works on, in the same JSON
    (automations.definition), and None when it is what is live. ``edition`` rises with every change
    of what is live among the workspace's rules, so that a matcher knows when it is out of date.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    is_on = models.BooleanField(default=True)
    live = models.ForeignKey(
        "RuleVersion", models.RESTRICT, null=True, blank=True, related_name="+", db_constraint=False
    )
    draft = models.JSONField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    edition = models.BigIntegerField()
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
            SameWorkspace(field="live", name="rule_live_same_workspace"),
            models.CheckConstraint(name="rule_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="rule_is_drafted_or_live",
                condition=Q(draft__isnull=False) | Q(live__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """What a rule was when somebody published it. Rows stay as written; runs keep theirs."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()  # counts from 1
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    who = models.CharField(max_length=254, blank=True)  # the name they had; empty: an import

    objects: ClassVar[Door[WorkspaceQuerySet[RuleVersion]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["RuleVersion"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_numbered_once"),
            models.UniqueConstraint(
                fields=["id", "workspace"], name="rule_version_of_its_workspace"
            ),
            SameWorkspace(field="published_by", name="rule_version_member_same_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.number}"
