"""Rules as the audit log names them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from automations.models import Rule
from inbox.accounts.models import Member
from inbox.accounts.subjects import Subject


def names(member: Member, ids: Iterable[int]) -> dict[int, Subject]:
    """The rules among ``ids`` that are still there; who may read rules may open them."""
    return {
        rule.pk: Subject(rule.name, reverse("rule", args=[rule.pk]) if member.leads else "")
        for rule in Rule.objects.visible_to(member).filter(pk__in=list(ids))
    }
