"""Making a call: claimed with a lease, tried once, and its end written down.

At least once: when a process dies between the call and its end, the lease runs out and the call is
made again with the same Idempotency-Key.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.hooks import endpoints, retrying, signing, waking, wire
from inbox.hooks.models import Endpoint, HookAttempt, HookCall, RuleKey
from inbox.hooks.wire import Said

log = structlog.get_logger(__name__)
OF_A_TARGET = 4  # calls under way to one endpoint at a time
# Longer than a try may take, with a slow look-up of its name.
LEASE = timedelta(seconds=90)
KEPT_OF_AN_EVENT = 2_000  # characters of an answer that nobody but the log reads
REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class End:
    """How a try ended. ``is_final``: another would end the same."""

    ok: bool
    words: str = ""
    status: int | None = None
    answer: str = ""
    address: str = ""
    is_final: bool = False
    wish: timedelta | None = None


@transaction.atomic
def claim(room: int, now: datetime | None = None) -> list[HookCall]:
    """Up to ``room`` calls that are due, the longest due first, for this process alone.

    Each target has OF_A_TARGET at most, so that one that hangs holds nobody else up.
    """
    now = now or timezone.now()
    under_way = HookCall.everywhere.filter(leased_until__gt=now).values("target")
    busy = dict(under_way.annotate(calls=Count("pk")).values_list("target", "calls"))
    full = [target for target, calls in busy.items() if calls >= OF_A_TARGET]
    due = HookCall.everywhere.due(now).exclude(target__in=full)
    targets = due.values("target").annotate(first=Min("due_at")).order_by("first")[:room]
    ids: list[int] = []
    for target in targets.values_list("target", flat=True):
        free = min(OF_A_TARGET - busy.get(target, 0), room - len(ids))
        rows = (
            due.filter(target=target).order_by("due_at", "pk").select_for_update(skip_locked=True)
        )
        ids += rows.values_list("pk", flat=True)[: max(0, free)]
    HookCall.everywhere.filter(pk__in=ids).update(
        attempts=F("attempts") + 1, leased_until=now + LEASE
    )
    calls = list(HookCall.everywhere.filter(pk__in=ids).order_by("due_at", "pk"))
    HookAttempt.everywhere.bulk_create(_begun(call, now) for call in calls)
    return calls


def make(call: HookCall) -> None:
    """Make a claimed call, outside any transaction, and write down how it ended."""
    try:
        end = _try(call)
    except Exception:  # whatever broke, it must not come back every second for ever
        log.exception("webhook broke", call=call.pk)
        end = End(ok=False, words=_("Something went wrong here. It has been logged."))
    _settle(call, end)


def _begun(call: HookCall, now: datetime) -> HookAttempt:
    return HookAttempt(
        workspace_id=call.workspace_id, call=call, number=call.attempts, started_at=now
    )


def _try(call: HookCall) -> End:
    now, is_step = timezone.now(), call.endpoint_id is None
    owner = _owner(call)
    if isinstance(owner, Endpoint) and not owner.is_on:
        return End(ok=False, words=_("The endpoint is switched off."), is_final=True)
    url = owner.url if isinstance(owner, Endpoint) else call.url
    body = call.body.encode()
    try:
        said = wire.post(
            url, body, _headers(call, owner, body, now), timedelta(seconds=call.patience)
        )
    except wire.Refused as error:
        return End(ok=False, words=error.words, is_final=is_step)
    except wire.NoAnswer as error:
        return End(ok=False, words=error.words, address=error.address)
    return _end_of(said, now, is_step=is_step)


def _owner(call: HookCall) -> Endpoint | RuleKey:
    """Who signs it. A workspace's rules get their key when the first of them calls."""
    if call.endpoint_id is not None:
        return Endpoint.everywhere.get(pk=call.endpoint_id)
    made, _is_new = RuleKey.everywhere.get_or_create(
        workspace_id=call.workspace_id, defaults={"secret": signing.new_secret()}
    )
    return made


def _headers(
    call: HookCall, owner: Endpoint | RuleKey, body: bytes, now: datetime
) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Handoff-Webhooks/1",
        "X-Handoff-Event": call.event,
        "X-Handoff-Delivery": str(call.delivery),
        "X-Handoff-Signature": signing.signature(owner.secrets(now), body, int(now.timestamp())),
        "Idempotency-Key": call.name,
    }


def _end_of(said: Said, now: datetime, *, is_step: bool) -> End:
    most = wire.LARGEST_ANSWER if is_step else KEPT_OF_AN_EVENT
    answer = said.body.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    ok = 200 <= said.status < 300
    words = ""
    if said.status in REDIRECTS:
        words = _("It answered with a redirect, which is not followed: enter the final address.")
    elif not ok:
        words = _("It answered with status %(status)s.") % {"status": said.status}
    elif said.is_cut and is_step:
        words = _("The answer is larger than 64 KB and was cut.")
    return End(
        ok=ok,
        words=words,
        status=said.status,
        answer=answer[:most],
        address=said.address,
        is_final=retrying.is_final(said.status, is_step=is_step),
        wish=retrying.wish_of(said.headers.get("Retry-After", ""), now),
    )


@transaction.atomic
def _settle(call: HookCall, end: End) -> None:
    """Write the end down, unless the lease ran out and somebody else tries again by now."""
    now = timezone.now()
    HookAttempt.everywhere.filter(call=call.pk, number=call.attempts).update(
        finished_at=now, status=end.status, detail=end.words, address=end.address
    )
    mine = HookCall.everywhere.filter(pk=call.pk, attempts=call.attempts)
    if not mine.filter(state=HookCall.State.WAITING).select_for_update(no_key=True).exists():
        return
    mine.update(**_fields(call, end, now))
    if call.endpoint_id is not None:
        endpoints.heard_from(call.endpoint_id, end.status, ok=end.ok, now=now)


def _fields(call: HookCall, end: End, now: datetime) -> dict[str, object]:
    """What the row holds after a try."""
    is_step = call.endpoint_id is None
    wait = None
    if not end.ok and not end.is_final:
        wait = retrying.next_wait(call.tries, is_step=is_step, wish=end.wish, chance=random.random)
    shown = {"status": end.status, "detail": end.words, "answer": end.answer, "leased_until": None}
    if wait is not None:
        return {**shown, "due_at": now + wait}
    state = HookCall.State.DONE if end.ok else HookCall.State.FAILED
    # Its run has heard the end of the first round, and has gone on since.
    tells = is_step and not call.replayed_after
    if tells:
        transaction.on_commit(waking.ring_to_tell)
    return {
        **shown, "due_at": None, "state": state, "settled_at": now,
        "tell_at": now if tells else None,
    }  # fmt: skip
