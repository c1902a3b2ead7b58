"""Making calls again that have ended."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from inbox.hooks import waking
from inbox.hooks.models import HookCall
from inbox.hooks.models.call import HookCallQuerySet

AT_ONCE = 1_000


@transaction.atomic
def replay(calls: HookCallQuerySet) -> int:
    """Make up to AT_ONCE of ``calls`` again, the oldest first; how many.

    They keep their bodies and Idempotency-Keys. Those that still wait, and those whose endpoint is
    off, are left alone. What a rule's call is answered now is for the log only.
    """
    able = calls.replayable().exclude(endpoint__is_on=False).order_by("created_at", "pk")
    locked = able.select_for_update(of=("self",), skip_locked=True, no_key=True)
    ids = list(locked.values_list("pk", flat=True)[:AT_ONCE])
    HookCall.everywhere.filter(pk__in=ids).update(
        state=HookCall.State.WAITING,
        due_at=timezone.now(),
        settled_at=None,
        replayed_after=F("attempts"),
    )
    if ids:
        transaction.on_commit(waking.ring)
    return len(ids)
