"""The audit log: what must be answered for, by whom and when. Rows stay as written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models.workspace import Member, Workspace
from inbox.accounts.scoping import Door, WorkspaceQuerySet


class AuditEntry(models.Model):
    """One act. The database refuses to change or delete it (a trigger).

    ``member`` may be gone; ``who`` keeps the name they had. ``subject`` says what it was done to:
    ``thread:12``, ``account:3``, ``workspace``.
    """

    class Action(models.TextChoices):
        TAG_USED = "tag_used", _("Sent with the Human Agent tag")  # W-10
        SUPPORT_CONFIRMED = "support_confirmed", _("Confirmed a reply as support")  # W-12
        HUMAN_AGENT_CHANGED = "human_agent_changed", _("Human Agent approval changed")  # W-11
        AD_WINDOW_CHANGED = "ad_window_changed", _("Window after ads changed")  # W-2
        PROMOTIONS_CHANGED = "promotions_changed", _("Promotion check changed")  # W-12
        AUTOMATIONS_STOPPED = "automations_stopped", _("Automations stopped")  # K-11
        AUTOMATIONS_RESUMED = "automations_resumed", _("Automations resumed")  # K-11
        LIMIT_CHANGED = "limit_changed", _("Limit changed")  # L-11
        RULE_PUBLISHED = "rule_published", _("Rule published")
        RULE_SWITCHED = "rule_switched", _("Rule switched on or off")
        RULE_MOVED = "rule_moved", _("Rule moved")
        RULE_REMOVED = "rule_removed", _("Rule removed")
        HANDOFF_CHANGED = "handoff_changed", _("Handoff settings changed")
        HOURS_CHANGED = "hours_changed", _("Opening hours changed")
        TEAM_CHANGED = "team_changed", _("Team changed")
        WEBHOOK_CHANGED = "webhook_changed", _("Webhook changed")
        COMMENT_HIDDEN = "comment_hidden", _("Comment hidden")
        COMMENT_SHOWN = "comment_shown", _("Comment shown again")
        REPLY_DELETED = "reply_deleted", _("Public reply deleted")

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(
        Member, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    who = models.CharField(max_length=254, blank=True)  # empty: the product itself
    action = models.CharField(max_length=24, choices=Action)
    subject = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Door[WorkspaceQuerySet[AuditEntry]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["AuditEntry"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-id"], name="audit_newest"),
            models.Index(fields=["workspace", "subject", "-id"], name="audit_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.subject}"


def record(
    workspace_id: int,
    action: AuditEntry.Action,
    subject: str,
    *,
    by: Member | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write ``action`` down, in the transaction of the act itself."""
    return AuditEntry.everywhere.create(
        workspace_id=workspace_id,
        member=by,
        who=by.name if by else "",
        action=action,
        subject=subject,
        detail=detail,
    )
