"""Letting time pass in the demo: every stored time moves into the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import models, transaction
from django.db.models import F

from inbox.accounts.models import AuditEntry, Workspace
from inbox.accounts.scoping import Door
from inbox.delivery.models import CallMinute, Lane
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread

# Leases, alarms and the budget of calls belong to workers that live in the present; what was
# audited stays as written.
UNMOVED = (Lane, CallMinute, AuditEntry)


class NotTheDemo(Exception):
    """Only the demo may be aged: elsewhere it would falsify what happened."""


@transaction.atomic
def let_pass(workspace: Workspace, time: timedelta) -> int:
    """Move all times of the demo ``workspace`` into the past by ``time``; how many threads aged.

    Raises NotTheDemo, and then nothing has moved.
    """
    if not workspace.is_demo:
        raise NotTheDemo(workspace.slug)
    for model, moved in _moves(time):
        model._default_manager.filter(workspace=workspace).update(**moved)
    threads = list(Thread.objects.in_workspace(workspace).values_list("pk", flat=True))
    announce([Change(workspace.pk, thread, whole=True) for thread in threads])
    return len(threads)


def _moves(time: timedelta) -> Iterator[tuple[type[models.Model], dict[str, object]]]:
    """Every table that stands behind the door, with its times as they shall be."""
    for model in apps.get_models():
        if not isinstance(getattr(model, "objects", None), Door) or model in UNMOVED:
            continue
        fields = model._meta.concrete_fields
        times = [field.name for field in fields if isinstance(field, models.DateTimeField)]
        if times:
            yield model, {name: F(name) - time for name in times}
