"""The threads' Celery task: pages follow an account's new windows."""

from celery import shared_task

from inbox.accounts.changes import WindowsChanged
from inbox.threads import of_accounts


def tell_pages(change: WindowsChanged) -> None:
    """What lists show first is told at once, whatever else there is by a task."""
    told = of_accounts.tell_newest(change)
    tell_others.delay(change.workspace_id, change.account_id, change.ads_only, told)


@shared_task
def tell_others(workspace_id: int, account_id: int, ads_only: bool, told: list[int]) -> None:
    """Safe to run twice, late or never: a page asks again at its next change."""
    of_accounts.tell_others(WindowsChanged(workspace_id, account_id, ads_only), told)
