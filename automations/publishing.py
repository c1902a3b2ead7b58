"""From a draft to what is live: versions are written once and never changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from automations.definition import BadRules, RuleDefinition, mistakes_of, stored
from automations.models import Rule, RuleVersion
from inbox.accounts.models import AuditEntry, Member, Workspace
from inbox.accounts.models.audit import record


def lock_rules(workspace_id: int) -> None:
    """One at a time changes a workspace's rules: their order, their names, what is live."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)


def next_edition(workspace_id: int) -> int:
    """A number above every one that the workspace's rules ever had: milliseconds since 1970.

    Rules are deleted too, so one more than the newest that is left would not do.
    """
    rules = Rule.objects.in_workspace(workspace_id)
    newest = rules.aggregate(newest=Max("edition"))["newest"] or 0
    return max(newest + 1, int(timezone.now().timestamp() * 1000))


@transaction.atomic
def save_draft(rule: Rule, definition: dict[str, Any]) -> None:
    """Keep ``definition`` as what somebody works on; nothing live changes.

    It may be unfinished: only its shape must be right. Equal to what is live, there is no draft.
    """
    is_live = rule.live is not None and stored(rule.live.definition) == stored(definition)
    rule.draft = None if is_live else definition
    rule.drafted_at = None if is_live else timezone.now()
    rule.save(update_fields=["draft", "drafted_at"])


@transaction.atomic
def publish(rule: Rule, *, by: Member | None = None) -> RuleVersion:
    """Make the draft live, in all workers within a second. BadRules when it must not be.

    Without a draft it gives the live version back. Runs under way keep their own version.
    """
    lock_rules(rule.workspace_id)
    rule.refresh_from_db()
    if rule.draft is None and rule.live is not None:
        return rule.live
    definition = stored(rule.draft or {})
    if problems := list(mistakes_of(definition)):
        raise BadRules(problems)
    version = write_version(rule, definition, by)
    _note(rule, version, by)
    return version


def write_version(
    rule: Rule, definition: RuleDefinition, by: Member | None, *, who: str = ""
) -> RuleVersion:
    """``definition`` as the next version, live from now on; ``who`` if no member wrote it."""
    last = rule.versions.aggregate(last=Max("number"))["last"] or 0
    version = RuleVersion.everywhere.create(
        workspace_id=rule.workspace_id,
        rule=rule,
        number=last + 1,
        definition=definition.to_json(),
        published_by=by,
        who=by.name if by else who,
    )
    rule.live, rule.draft, rule.drafted_at = version, None, None
    rule.edition = next_edition(rule.workspace_id)
    rule.save(update_fields=["live", "draft", "drafted_at", "edition"])
    return version


def _note(rule: Rule, version: RuleVersion, by: Member | None) -> None:
    record(
        rule.workspace_id,
        AuditEntry.Action.RULE_PUBLISHED,
        f"rule:{rule.pk}",
        by=by,
        rule=rule.name,
        version=version.number,
    )
