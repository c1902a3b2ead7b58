"""The automations' Celery task. It is only a bell: what is due is in the database."""

from celery import shared_task

from automations import runs


def wake_where_due() -> None:
    """The tick's duty: a task only when there is something to do."""
    if runs.anything_due():
        wake_runs.delay()


@shared_task(acks_late=True, ignore_result=True)
def wake_runs() -> None:
    """Let runs go on whose moment has come. Safe to run twice, late or never."""
    runs.wake_due()
