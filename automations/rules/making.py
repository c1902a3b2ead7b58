"""New rules, and what changes of a rule beside its definition."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from automations.models import Rule
from automations.publishing import lock_rules, next_edition
from automations.rules import order
from inbox.accounts.models import Account, AuditEntry, Member, Workspace
from inbox.accounts.models.audit import record

LONGEST_NAME = 120


class NameTaken(Exception):
    """Another rule of the workspace has this name."""


@transaction.atomic
def add(
    workspace: Workspace | int, name: str, definition: dict[str, Any], account: Account | None
) -> Rule:
    """A rule with a draft, at the end of the order; it answers nothing until it is published.

    When the name is taken it becomes “Size (2)”.
    """
    workspace_id = workspace if isinstance(workspace, int) else workspace.pk
    lock_rules(workspace_id)
    last = Rule.objects.in_workspace(workspace_id).aggregate(last=Max("position"))["last"]
    return Rule.everywhere.create(
        workspace_id=workspace_id,
        account=account,
        name=free_name(workspace_id, name),
        position=0 if last is None else last + 1,
        draft=definition,
        drafted_at=timezone.now(),
        edition=next_edition(workspace_id),
    )


@transaction.atomic
def duplicate(rule: Rule) -> Rule:
    """A draft with what ``rule`` says now, unpublished changes included, right below it."""
    definition = rule.draft or (rule.live.definition if rule.live else {})
    copy = add(rule.workspace_id, rule.name, definition, rule.account)
    order.put_below(copy, rule)
    return copy


@transaction.atomic
def rename(rule: Rule, name: str) -> None:
    """Call it ``name``; NameTaken when another rule has that name."""
    lock_rules(rule.workspace_id)
    others = Rule.objects.in_workspace(rule.workspace_id).exclude(pk=rule.pk)
    if others.filter(name=name).exists():
        raise NameTaken
    rule.name, rule.edition = name, next_edition(rule.workspace_id)
    rule.save(update_fields=["name", "edition"])


@transaction.atomic
def switch(rule: Rule, is_on: bool, *, by: Member | None = None) -> bool:
    """Let ``rule`` answer or not; False when it was so already. Runs under way go on."""
    lock_rules(rule.workspace_id)
    rows = Rule.objects.in_workspace(rule.workspace_id).filter(pk=rule.pk, is_on=not is_on)
    rule.is_on = is_on
    if not rows.update(is_on=is_on, edition=next_edition(rule.workspace_id)):
        return False
    action, subject = AuditEntry.Action.RULE_SWITCHED, f"rule:{rule.pk}"
    record(rule.workspace_id, action, subject, by=by, rule=rule.name, to=is_on)
    return True


def free_name(workspace_id: int, wanted: str) -> str:
    """``wanted``, or with the first number that no rule has yet; to be called under the lock."""
    wanted = wanted.strip()[:LONGEST_NAME] or _("New rule")
    taken = set(Rule.objects.in_workspace(workspace_id).values_list("name", flat=True))
    name, number = wanted, 1
    while name in taken:
        number += 1
        ending = f" ({number})"
        name = f"{wanted[: LONGEST_NAME - len(ending)]}{ending}"
    return name
