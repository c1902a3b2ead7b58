"""Settings that decide what may be sent: each change is written to the audit log with its act."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from inbox.accounts import changes
from inbox.accounts.changes import AutomationsSwitched, WindowsChanged
from inbox.accounts.models import Account, AuditEntry, AutomationStop, Member, Workspace
from inbox.accounts.models.audit import record

Action = AuditEntry.Action
_AUDITED = {
    "human_agent_approved": Action.HUMAN_AGENT_CHANGED,
    "ads_open_longer": Action.AD_WINDOW_CHANGED,
}


@transaction.atomic
def set_windows(
    account: Account,
    *,
    human_agent: bool | None = None,
    ads_open_longer: bool | None = None,
    by: Member | None = None,
) -> bool:
    """Whether Meta approved the app (W-11), and whether ads open the window longer (W-2).

    None leaves a setting as it is. Without ``by`` the platform's own refusal was the cause. False
    when nothing changed. Pages that show the account's threads follow.
    """
    wanted = {"human_agent_approved": human_agent, "ads_open_longer": ads_open_longer}
    changed = {name for name, value in wanted.items() if _set(account, name, value, by)}
    if changed:
        ads_only = changed == {"ads_open_longer"}
        changes.windows.announce(WindowsChanged(account.workspace_id, account.pk, ads_only))
    return bool(changed)


def _set(account: Account, name: str, value: bool | None, by: Member | None) -> bool:
    """One UPDATE decides between two who switch at the same time; only one of them is noted."""
    if value is None:
        return False
    rows = Account.everywhere.filter(pk=account.pk, **{name: not value})
    if not rows.update(**{name: value}):
        return False
    setattr(account, name, value)
    subject = f"account:{account.pk}"
    moved = {"from": not value, "to": value}
    record(account.workspace_id, _AUDITED[name], subject, by=by, account=str(account), **moved)
    return True


@transaction.atomic
def set_promotions(workspace_id: int, value: str, *, by: Member) -> bool:
    """What happens to a human reply that looks promotional (W-12). False when it was so already."""
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)
    before = workspace.promotions
    if before == value:
        return False
    Workspace.objects.filter(pk=workspace_id).update(promotions=value)
    moved = {"from": before, "to": value}
    record(workspace_id, Action.PROMOTIONS_CHANGED, "workspace", by=by, **moved)
    return True


@transaction.atomic
def stop_automations(target: Account | Workspace, *, by: Member, because: str) -> bool:
    """Stop all automations of ``target`` at once (K-11). False when they are stopped already.

    What waits stays in its queue. ``because`` is shown to everyone, and may not be empty.
    """
    workspace_id, account = _locked(target)
    of_target = {"workspace_id": workspace_id, "account": account}
    if AutomationStop.everywhere.filter(**of_target).exists():
        return False
    AutomationStop.everywhere.create(**of_target, who=by.name, because=because)
    _switch(target, False)
    _note(target, Action.AUTOMATIONS_STOPPED, by, because=because)
    _tell(workspace_id, account, False)
    return True


@transaction.atomic
def resume_automations(target: Account | Workspace, *, by: Member) -> bool:
    """Let the automations of ``target`` go on (K-11). False when they are not stopped.

    What waited goes now, or has expired with its window. A stop of the workspace holds the
    automations of its accounts too; each is resumed by itself.
    """
    workspace_id, account = _locked(target)
    stops = AutomationStop.everywhere.filter(workspace=workspace_id, account=account)
    stopped = list(stops)
    if not stopped and target.automations_on:
        return False
    stops.delete()
    _switch(target, True)
    since = stopped[0].at.isoformat() if stopped else ""
    _note(target, Action.AUTOMATIONS_RESUMED, by, since=since)
    _tell(workspace_id, account, True)
    return True


def _locked(target: Account | Workspace) -> tuple[int, Account | None]:
    """The workspace, and the account if it is one. Who switches at the same time waits, and
    ``target`` knows afterwards how the switch stands."""
    target.automations_on = (
        _rows(target).select_for_update(no_key=True).values_list("automations_on", flat=True).get()
    )
    if isinstance(target, Account):
        return target.workspace_id, target
    return target.pk, None


def _rows(target: Account | Workspace) -> QuerySet[Account] | QuerySet[Workspace]:
    if isinstance(target, Account):
        return Account.everywhere.filter(pk=target.pk)
    return Workspace.objects.filter(pk=target.pk)


def _switch(target: Account | Workspace, is_on: bool) -> None:
    _rows(target).update(automations_on=is_on)
    target.automations_on = is_on


def _tell(workspace_id: int, account: Account | None, is_on: bool) -> None:
    switched = AutomationsSwitched(workspace_id, account.pk if account else None, is_on)
    changes.switches.announce(switched)


def _note(target: Account | Workspace, action: Action, by: Member, **detail: str) -> None:
    if isinstance(target, Account):
        subject = f"account:{target.pk}"
        record(target.workspace_id, action, subject, by=by, account=str(target), **detail)
    else:
        record(target.pk, action, "workspace", by=by, **detail)
