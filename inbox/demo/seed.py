"""Making the demo, once: the shop, its people, and what happened there in the last eight days."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from automations.rulebook import import_rules
from inbox.accounts import connect, people
from inbox.accounts.connect import Limits
from inbox.accounts.models import Member, Workspace
from inbox.contacts.models import Contact
from inbox.demo import shop
from inbox.demo.play import last_week, now, today, yesterday
from inbox.demo.sandbox import Sandbox
from inbox.demo.stage import POLL, Stage, Teammate

# Warm-up off, so that rules answer at once; calls per second are the usual two once all is played.
WHILE_PLAYING = Limits(warms_up=False, human_agent_approved=True, calls_per_second=0)
AFTERWARDS = Limits(calls_per_second=2)
LOCK = 1_684_368_751  # any number; ours among the database's advisory locks
NAMES_WITHIN = 15.0  # seconds for the last names to be looked up

Say = Callable[[str], None]


class NoDemoHere(Exception):
    """The demo can't be made on this installation; one sentence."""


def seed(say: Say) -> bool:
    """Make the demo unless it is there; False when it was.

    An unfinished one of an earlier try is removed first. Raises NoDemoHere, SandboxTrouble or
    DemoStuck.
    """
    if not settings.DEVELOPMENT:
        raise NoDemoHere("The demo's passwords are public, so it is made only where DEBUG is on.")
    if _is_complete():
        return False
    sandbox = Sandbox(settings.INSTAGRAM_GRAPH_URL)
    sandbox.health()
    with _alone():
        _make(sandbox, say)
    return True


def _make(sandbox: Sandbox, say: Say) -> None:
    workspace = _fresh_workspace()
    say("the shop and its people")
    stage = _set_up(workspace, sandbox)
    kim, robin = (stage.member(_add(workspace, who)) for who in (shop.AGENT, shop.LEAD))
    _play(stage, kim, robin, say)
    connect.connect(workspace.slug, shop.IG_ID, shop.USERNAME, limits=AFTERWARDS)
    _add(workspace, shop.ADMIN)  # last: the admin says that the demo is complete


@contextmanager
def _alone() -> Iterator[None]:
    """Two who made it at once would remove each other's beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_ours,) = cursor.fetchone() or (False,)
    if not is_ours:
        raise NoDemoHere("Another process is making the demo right now.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _is_complete() -> bool:
    last = Member.everywhere.filter(workspace__slug=shop.SLUG, user__email=shop.ADMIN[0])
    return last.exists()


def _fresh_workspace() -> Workspace:
    earlier = Workspace.objects.filter(slug=shop.SLUG).first()
    if earlier and not earlier.is_demo:
        raise NoDemoHere(f"There is a workspace “{shop.SLUG}” that is not the demo.")
    if earlier:
        earlier.delete()  # a demo that was not finished
    return connect.workspace_named(shop.SLUG, shop.NAME, is_demo=True)


def _set_up(workspace: Workspace, sandbox: Sandbox) -> Stage:
    token = sandbox.open_account(shop.IG_ID, shop.USERNAME, shop.NAME)
    account = connect.connect(
        workspace.slug, shop.IG_ID, shop.USERNAME, token=token, limits=WHILE_PLAYING
    ).account
    import_rules(workspace, shop.RULES.read_bytes())
    return Stage(sandbox, account)


def _play(stage: Stage, kim: Teammate, robin: Teammate, say: Say) -> None:
    """Each moment is played as if it were now; then time passes until the next."""
    say("eight days ago")
    last_week.eight_days_ago(stage, kim, robin)
    stage.let_pass(days=5)
    say("three days ago")
    last_week.three_days_ago(stage, kim, robin)
    stage.let_pass(hours=44)
    say("yesterday")
    yesterday.yesterday(stage, kim, robin)
    stage.let_pass(hours=26)
    say("this morning")
    stage.publish(shop.POSTS)
    today.this_morning(stage, kim, robin)
    stage.let_pass(hours=2, minutes=30)
    say("just now")
    now.now(stage, kim, robin)
    _wait_for_names(stage)


def _add(workspace: Workspace, who: tuple[str, str, str]) -> Member:
    email, role, name = who
    return people.add(workspace, email, role, password=shop.PASSWORD, name=name).member


def _wait_for_names(stage: Stage) -> None:
    """Who wrote is looked up beside everything else; who only commented may not be."""
    wrote = {"account": stage.account, "threads__last_inbound_at__isnull": False}
    unasked = Contact.everywhere.filter(**wrote, profile=Contact.Profile.UNASKED)
    deadline = time.monotonic() + NAMES_WITHIN
    while unasked.exists() and time.monotonic() < deadline:
        time.sleep(POLL)
    stage.settle()
