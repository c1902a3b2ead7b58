"""Telling rules what the systems they called have answered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.hooks import answers
from inbox.hooks.answers import Answer
from inbox.hooks.models import HookCall

log = structlog.get_logger(__name__)
AT_ONCE = 200
AGAIN_AFTER = timedelta(seconds=30)  # when a listener broke


def tell_due() -> int:
    """Tell each end that nobody has heard yet, in a transaction of its own; how many were told."""
    due = HookCall.everywhere.filter(tell_at__lte=timezone.now()).order_by("tell_at", "pk")
    return sum(_tell(pk) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


def _tell(call_id: int) -> bool:
    try:
        with transaction.atomic():
            row = HookCall.everywhere.filter(pk=call_id, tell_at__isnull=False)
            call = row.select_for_update(skip_locked=True, no_key=True).first()
            if call is None:
                return False  # a colleague tells it
            row.update(tell_at=None)
            answers.tell(answer_of(call))
    except Exception:  # a broken listener must not keep the others from hearing theirs
        log.exception("answer not taken", call=call_id)
        later = timezone.now() + AGAIN_AFTER
        HookCall.everywhere.filter(pk=call_id, tell_at__isnull=False).update(tell_at=later)
        return False
    return True


def answer_of(call: HookCall) -> Answer:
    """How a settled call of a rule ended, for its listeners."""
    ok = call.state == HookCall.State.DONE
    body = _object(call.answer) if ok else None
    detail = call.detail
    if ok and body is None and not detail and call.answer:
        detail = _("The answer is not a JSON object.")
    return Answer(call.key, ok, call.status or 0, body, detail, call.workspace_id)


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
