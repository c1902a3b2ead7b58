"""What runs in the background: the intake, and looking up who somebody is."""

from __future__ import annotations

from celery import shared_task

from inbox.accounts.models import Account
from inbox.contacts.models import Contact
from inbox.delivery.pacing.budget import BudgetSpent
from inbox.threads.models import Post
from integrations.meta import announced, broadcasts, ice_breakers, later, posts, profiles
from integrations.meta.intake import process, shelf, waking
from integrations.meta.models import Delivery

TURN = 10.0  # seconds; then the next in the queue has its turn


@shared_task(ignore_result=True)
def process_intake() -> None:
    """Process every stored delivery. Safe to run twice, and at the same time."""
    waking.answer()  # before the first claim: what is stored after it must wake somebody again
    if process.drain(TURN):
        waking.wake()


def wake_if_waiting() -> None:
    """The tick's part: a task that was lost costs a second, not a message."""
    if Delivery.objects.filter(processed_at=None).exists():
        waking.wake()


@shared_task(ignore_result=True)
def fetch_profiles(contact_ids: list[int]) -> None:
    """Look up names and pictures. Safe to run twice: the newer answer stays."""
    unknown = Contact.everywhere.exclude(profile=Contact.Profile.KNOWN)
    left, until = later.each(
        unknown.select_related("account").filter(pk__in=contact_ids), profiles.fetch
    )
    if until:
        later.put_off(fetch_profiles, (left,), until)


@shared_task(ignore_result=True)
def look_up_posts(post_ids: list[int]) -> None:
    """Look up captions and pictures. Safe to run twice: each post is asked about once an hour."""
    left, until = later.each(
        Post.everywhere.select_related("account").filter(pk__in=post_ids), posts.look_up
    )
    if until:
        later.put_off(look_up_posts, (left,), until)


@shared_task(ignore_result=True)
def check_broadcasts(account_id: int) -> None:
    """Find which live videos of the account have ended. Safe to run twice."""
    if account := Account.everywhere.filter(pk=account_id).first():
        broadcasts.check(account)


@shared_task(ignore_result=True)
def read_ice_breakers(account_id: int) -> None:
    """Read which ice breakers the account has. Safe to run twice: the newer answer stays."""
    if account := Account.everywhere.filter(pk=account_id).first():
        try:
            ice_breakers.read(account)
        except BudgetSpent as spent:
            later.put_off(read_ice_breakers, (account_id,), spent.until)


@shared_task(ignore_result=True)
def fetch_message(account_id: int, mid: str) -> None:
    """Ask for a message that was announced and has not come. Safe to run twice."""
    if account := Account.everywhere.filter(pk=account_id).first():
        try:
            announced.fetch(account, mid)
        except BudgetSpent as spent:
            later.put_off(fetch_message, (account_id, mid), spent.until)


@shared_task(ignore_result=True)
def replay_shelf(workspace_id: int, before: int | None = None) -> None:
    """Try again what a workspace sees on its shelf, a chunk at a time."""
    rest = shelf.replay_some(workspace_id, before)
    if rest is not None:
        replay_shelf.delay(workspace_id, rest)
