"""What can happen to an endpoint; each is in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.accounts.models import ApiToken, AuditEntry, Member
from inbox.accounts.models.audit import record
from inbox.accounts.subjects import Subject
from inbox.hooks import listening, retrying, signing
from inbox.hooks.models import Endpoint, HookCall, RuleKey

MOST = 20  # endpoints of a workspace: each is a row for everything that happens
OLD_SECRET_LASTS = timedelta(hours=24)
Off = Endpoint.Off


class TooMany(ValueError):
    """The workspace has as many endpoints as it may."""

    def __init__(self) -> None:
        words = _("A workspace has at most %(most)s webhooks. Remove one that is not used.")
        super().__init__(words % {"most": MOST})


@transaction.atomic
def add(
    workspace_id: int, url: str, events: list[str], note: str, *, by: Member | ApiToken
) -> Endpoint:
    """A new endpoint, on, with its secret still readable on it. Raises TooMany."""
    if Endpoint.objects.in_workspace(workspace_id).standing().count() >= MOST:
        raise TooMany
    endpoint = Endpoint.everywhere.create(
        workspace_id=workspace_id, url=url, events=events, note=note, secret=signing.new_secret()
    )
    _changed(endpoint, "added", by, url=url)
    return endpoint


@transaction.atomic
def change(
    endpoint: Endpoint, url: str, events: list[str], note: str, *, by: Member | ApiToken
) -> bool:
    """Whether anything is different now. Waiting calls go to the new address."""
    new = {"url": url, "events": events, "note": note}
    old = {name: getattr(endpoint, name) for name in new}
    if new == old:
        return False
    for name, value in new.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=list(new))
    _changed(endpoint, "edited", by, url=url, before=old["url"])
    return True


@transaction.atomic
def switch(endpoint: Endpoint, *, on: bool, by: Member | ApiToken) -> bool:
    """Switch it on, forgiven, or off; whether it was the other way."""
    fields: dict[str, Any] = {"is_on": True, "off_because": "", "off_at": None}
    if not on:
        fields = {"is_on": False, "off_because": Off.BY_HAND, "off_at": timezone.now()}
    other = Endpoint.everywhere.filter(pk=endpoint.pk, removed_at=None, is_on=not on)
    if not other.update(**fields, failing_since=None):
        return False
    if not on:
        _give_up_what_waits(endpoint.pk)
    _changed(endpoint, "switched_on" if on else "switched_off", by, url=endpoint.url)
    return True


@transaction.atomic
def new_secret(endpoint: Endpoint, *, by: Member | ApiToken) -> str:
    """A new secret, given out for the only time; the old one signs as well for a day."""
    row = Endpoint.everywhere.select_for_update(no_key=True).get(pk=endpoint.pk)
    _renew(row)
    _changed(row, "secret", by, url=row.url)
    return str(row.secret)


@transaction.atomic
def new_rule_key(workspace_id: int, *, by: Member) -> str:
    """The same for what rules call."""
    key, is_new = RuleKey.everywhere.select_for_update(no_key=True).get_or_create(
        workspace_id=workspace_id, defaults={"secret": signing.new_secret()}
    )
    if not is_new:
        _renew(key)
    record(workspace_id, AuditEntry.Action.WEBHOOK_CHANGED, "workspace", by=by, did="rule_secret")
    return str(key.secret)


@transaction.atomic
def remove(endpoint: Endpoint, *, by: Member | ApiToken) -> None:
    """It hears nothing more, and its secret is gone; its log goes with the next sweep."""
    now = timezone.now()
    Endpoint.everywhere.filter(pk=endpoint.pk).update(
        is_on=False, off_because=Off.BY_HAND, off_at=now, removed_at=now, secret="", old_secret=""
    )
    _give_up_what_waits(endpoint.pk)
    _changed(endpoint, "removed", by, url=endpoint.url)


def heard_from(endpoint_id: int, status: int | None, *, ok: bool, now: datetime) -> None:
    """A call ended: note since when it fails, and switch off what is gone or fails for days."""
    rows = Endpoint.everywhere.filter(pk=endpoint_id, is_on=True)
    if ok:
        rows.exclude(failing_since=None).update(failing_since=None)
        return
    rows.filter(failing_since=None).update(failing_since=now)
    if status == 410:
        _switch_off(endpoint_id, Off.GONE, now)
    elif rows.filter(failing_since__lte=now - retrying.FAILING_TOO_LONG).exists():
        _switch_off(endpoint_id, Off.FAILING, now)


def named(member: Member, ids: Iterable[int]) -> Mapping[int, Subject]:
    """Endpoints as the audit log names them."""
    found = Endpoint.objects.visible_to(member).defer("secret", "old_secret").filter(pk__in=ids)
    return {
        one.pk: Subject(one.host, "" if one.removed_at else reverse("webhook", args=[one.pk]))
        for one in found
    }


def _switch_off(endpoint_id: int, because: Endpoint.Off, now: datetime) -> None:
    on = Endpoint.everywhere.filter(pk=endpoint_id, is_on=True)
    if not on.update(is_on=False, off_because=because, off_at=now):
        return  # a colleague's call was first
    _give_up_what_waits(endpoint_id)
    endpoint = Endpoint.everywhere.defer("secret", "old_secret").get(pk=endpoint_id)
    _changed(endpoint, "switched_off", None, url=endpoint.url, because=because.value)


def _give_up_what_waits(endpoint_id: int) -> None:
    """Nothing waits for an endpoint that is off; what is under way ends by itself."""
    waiting = HookCall.everywhere.filter(endpoint=endpoint_id, state=HookCall.State.WAITING)
    free = waiting.filter(leased_until=None).select_for_update(skip_locked=True, no_key=True)
    HookCall.everywhere.filter(pk__in=list(free.values_list("pk", flat=True))).update(
        state=HookCall.State.FAILED,
        detail=_("The endpoint is switched off."),
        settled_at=timezone.now(),
        due_at=None,
    )


def _renew(signed: Endpoint | RuleKey) -> None:
    signed.old_secret, signed.secret = signed.secret, signing.new_secret()
    signed.old_secret_until = timezone.now() + OLD_SECRET_LASTS
    signed.save(update_fields=["secret", "old_secret", "old_secret_until"])


def _changed(endpoint: Endpoint, did: str, by: Member | ApiToken | None, **detail: str) -> None:
    if isinstance(by, ApiToken):
        detail["program"] = by.name
    record(
        endpoint.workspace_id,
        AuditEntry.Action.WEBHOOK_CHANGED,
        f"webhook:{endpoint.pk}",
        by=by if isinstance(by, Member) else None,
        did=did,
        **detail,
    )
    listening.forget(endpoint.workspace_id)
    transaction.on_commit(lambda: listening.forget(endpoint.workspace_id))
