"""What lanes do when people resume automations, change limits or connect: they look at once."""

from __future__ import annotations

from inbox.accounts.changes import AutomationsSwitched, LimitsChanged, WindowsChanged
from inbox.delivery import bells
from inbox.delivery.models import Lane


def resumed(switched: AutomationsSwitched) -> None:
    """Wake every lane whose automated messages may go on (K-11)."""
    if not switched.is_on:
        return  # a lane asks before each message
    held = Lane.objects.in_workspace(switched.workspace_id)
    if switched.account_id is not None:
        held = held.filter(account=switched.account_id)
    for account_id in held.values_list("account_id", flat=True):
        bells.wake(account_id)


def changed(change: LimitsChanged | WindowsChanged) -> None:
    """Wake the lane: what it waits for may have come nearer (L-11), or its account is connected
    again (A-1)."""
    if Lane.objects.in_workspace(change.workspace_id).filter(account=change.account_id).exists():
        bells.wake(change.account_id)
