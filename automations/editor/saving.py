"""Drafts as the editor keeps them: every change is saved, and nobody's is overwritten unseen."""

from __future__ import annotations

from django.db import transaction
from msgspec.structs import replace

from automations.definition import RuleDefinition, stored
from automations.editor.ids import is_same
from automations.models import Rule
from automations.publishing import save_draft


class Stale(Exception):
    """Somebody else saved or published since the form was opened."""


def opened(rule: Rule) -> RuleDefinition:
    """What is worked on: the draft, else what is live. Only steps of a kind can be shown."""
    live = rule.live.definition if rule.live else {}
    written = {"on": [], "steps": []} | (live if rule.draft is None else rule.draft)
    definition = stored(written)
    return replace(definition, steps=tuple(step for step in definition.steps if step.kinds))


def version_of(rule: Rule) -> str:
    """Changes with whatever is saved or published; the form carries it."""
    drafted = rule.drafted_at.isoformat() if rule.drafted_at else ""
    return f"{rule.live_id or 0}/{drafted}"


@transaction.atomic
def save(rule: Rule, definition: RuleDefinition, version: str | None) -> Rule:
    """Keep ``definition`` as the draft of ``rule``, as it is now; the row as it is then.

    Stale unless ``version`` is the row's; None is for somebody who knows and wants theirs kept.
    """
    row = locked(rule)
    if version not in (None, version_of(row)):
        raise Stale
    written = definition.to_json()
    if stored(written) == opened(row):
        return row
    if row.live and is_same(stored(row.live.definition), definition):
        written = row.live.definition
    save_draft(row, written)
    return row


@transaction.atomic
def discard(rule: Rule, version: str) -> Rule:
    """Forget the draft of a rule that is live; Stale as when saving."""
    row = locked(rule)
    if version != version_of(row):
        raise Stale
    if row.live:
        save_draft(row, row.live.definition)
    return row


def locked(rule: Rule) -> Rule:
    """The row, for this transaction alone."""
    rows = Rule.objects.in_workspace(rule.workspace_id).select_for_update(of=("self",))
    return rows.select_related("live", "account").get(pk=rule.pk)
