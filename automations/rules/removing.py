"""Removing a rule: first it falls silent, then it goes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from automations.models import Rule, Run
from automations.publishing import lock_rules
from automations.rules import making
from inbox.accounts.models import AuditEntry, Member
from inbox.accounts.models.audit import record
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import withdraw


@dataclass(frozen=True, slots=True)
class Means:
    """What a removal would do, in numbers, before somebody confirms it."""

    under_way: int
    queued: int
    versions: int

    @classmethod
    def of(cls, rule: Rule) -> Means:
        return cls(
            Run.objects.in_workspace(rule.workspace_id).alive().filter(rule=rule).count(),
            _queued(rule).count(),
            rule.versions.count(),
        )


def remove(rule: Rule, *, by: Member | None = None) -> None:
    """Switch it off, end its runs, take back what it has queued, and remove it with its versions.

    Each conversation is a transaction of its own, so that nobody waits for all of them; broken off
    in between, the rule is off and can be removed again. What it said stays said.
    """
    making.switch(rule, False, by=by)
    _fall_silent(rule)
    with transaction.atomic():
        lock_rules(rule.workspace_id)
        subject = f"rule:{rule.pk}"
        action = AuditEntry.Action.RULE_REMOVED
        record(rule.workspace_id, action, subject, by=by, rule=rule.name)
        rule.delete()


def _fall_silent(rule: Rule) -> None:
    alive = Run.objects.in_workspace(rule.workspace_id).alive().filter(rule=rule)
    waiting = set(alive.values_list("thread_id", flat=True))
    for thread_id in sorted(waiting | set(_queued(rule).values_list("thread_id", flat=True))):
        with transaction.atomic():
            _end(rule, thread_id)


def _end(rule: Rule, thread_id: int) -> None:
    """As automations.stopping does it for a whole thread, here for one rule of it."""
    lock_thread(thread_id)
    now = timezone.now()
    why = _("the rule was removed")
    alive = Run.objects.in_workspace(rule.workspace_id).alive()
    alive.filter(rule=rule, thread=thread_id).update(
        ended=Run.Ended.FINISHED, ended_at=now, moved_at=now, waits_for="", due_at=None, detail=why
    )
    for outbound in _queued(rule).filter(thread=thread_id).order_by("pk"):
        withdraw(outbound, why=why)


def _queued(rule: Rule) -> WorkspaceQuerySet[Outbound]:
    return Outbound.objects.in_workspace(rule.workspace_id).filter(
        rule_id=rule.pk, state=Outbound.State.QUEUED
    )
