"""The order of a workspace's rules: the first that matches wins, fallbacks stand last (K-4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from automations.models import Rule
from automations.publishing import lock_rules, next_edition
from inbox.accounts.models import AuditEntry, Member
from inbox.accounts.models.audit import record

FALLBACK_ONLY = ["fallback"]


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move; numbers count from 1, as people see them."""

    rule: Rule
    number: int
    before: int
    of: int


def is_last(rule: Rule) -> bool:
    """Whether it only answers what nothing else matched; such rules stand below all others."""
    shown = rule.live.definition if rule.live else rule.draft or {}
    return bool(shown.get("on") == FALLBACK_ONLY)


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """As they are asked: those with a trigger of their own, then the fallbacks."""
    return sorted(rules, key=lambda rule: (is_last(rule), rule.position))


@transaction.atomic
def move(rule: Rule, number: int, *, by: Member | None = None) -> Moved:
    """Give ``rule`` the ``number`` in the order, or the nearest that it can have.

    One mover at a time: each sees the order that the one before left. Rule.DoesNotExist when
    somebody removed it meanwhile.
    """
    lock_rules(rule.workspace_id)
    rows = in_order(Rule.objects.in_workspace(rule.workspace_id).select_related("live"))
    before = next((place for place, row in enumerate(rows) if row.pk == rule.pk), None)
    if before is None:
        raise Rule.DoesNotExist
    moving = rows.pop(before)
    place = _nearest(rows, moving, number - 1)
    rows.insert(place, moving)
    _write(rows)
    moved = Moved(moving, place + 1, before + 1, len(rows))
    if place != before:
        _note(moved, by)
    return moved


def put_below(rule: Rule, upper: Rule) -> None:
    """Set a new ``rule`` right below ``upper``; to be called under ``lock_rules``."""
    rows = in_order(Rule.objects.in_workspace(rule.workspace_id).select_related("live"))
    moving = next(row for row in rows if row.pk == rule.pk)
    rows.remove(moving)
    below = next(place for place, row in enumerate(rows) if row.pk == upper.pk) + 1
    rows.insert(_nearest(rows, moving, below), moving)
    _write(rows)


def _nearest(others: list[Rule], moving: Rule, place: int) -> int:
    """Where it can stand: fallbacks among themselves, the others above them."""
    first_last = sum(1 for row in others if not is_last(row))
    low, high = (first_last, len(others)) if is_last(moving) else (0, first_last)
    return min(max(place, low), high)


def _write(rows: list[Rule]) -> None:
    """Positions are 0, 1, 2, … as the rows stand; the constraint looks at the commit."""
    changed = [row for place, row in enumerate(rows) if row.position != place]
    for place, row in enumerate(rows):
        row.position = place
    Rule.everywhere.bulk_update(changed, ["position"])


def _note(moved: Moved, by: Member | None) -> None:
    """Matchers load the rules again, and the audit log knows who moved what."""
    rule = moved.rule
    rule.edition = next_edition(rule.workspace_id)
    rule.save(update_fields=["edition"])
    record(
        rule.workspace_id,
        AuditEntry.Action.RULE_MOVED,
        f"rule:{rule.pk}",
        by=by,
        rule=rule.name,
        **{"from": moved.before, "to": moved.number, "of": moved.of},
    )
