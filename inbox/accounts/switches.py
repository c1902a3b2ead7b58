"""Settings that decide what may be sent: each change is written to the audit log with its act."""

from __future__ import annotations

from django.db import transaction

from inbox.accounts.changes import WindowsChanged, announce
from inbox.accounts.models import Account, AuditEntry, Member, Workspace
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
        announce(WindowsChanged(account.workspace_id, account.pk, ads_only))
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
    workspace = Workspace.objects.select_for_update().get(pk=workspace_id)
    before = workspace.promotions
    if before == value:
        return False
    Workspace.objects.filter(pk=workspace_id).update(promotions=value)
    moved = {"from": before, "to": value}
    record(workspace_id, Action.PROMOTIONS_CHANGED, "workspace", by=by, **moved)
    return True
