"""Where the demo is played: customers in the sandbox, members in the product, and waiting."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from inbox.accounts.models import Account, Member
from inbox.delivery import outbox
from inbox.delivery.guard import Person, Refused
from inbox.delivery.models import Outbound
from inbox.demo import ageing
from inbox.demo.sandbox import Post, Sandbox
from inbox.threads import acts
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread
from integrations.meta.models import Delivery

PATIENCE = 60.0  # seconds for everything on its way to arrive
POLL = 0.03
ON_ITS_WAY = (Outbound.State.QUEUED, Outbound.State.SENDING)


class DemoStuck(Exception):
    """The demo can't go on; one sentence that says where to look."""


class Stage:
    """One account with its posts; everything that happens, happens here."""

    def __init__(self, sandbox: Sandbox, account: Account) -> None:
        self.sandbox = sandbox
        self.account = account
        self.posts: dict[str, str] = {}  # a name of ours to the platform's id

    def publish(self, posts: Mapping[str, Post]) -> None:
        """Put posts up, some hours ago; customers name them from then on."""
        for name, post in posts.items():
            self.posts[name] = self.sandbox.publish(self.account.external_id, post)

    def customer(self, username: str, name: str | None = None) -> Customer:
        """Somebody new who may write; ``name`` None is a profile that shows none."""
        self.sandbox.add_person(username, name)
        return Customer(self, username)

    def member(self, member: Member) -> Teammate:
        return Teammate(self, member)

    def let_pass(self, **how_long: float) -> None:
        """Once all has arrived, let time pass in both worlds."""
        self.settle()
        passed = timedelta(**how_long)
        self.sandbox.let_pass(passed.total_seconds() / 3600)
        ageing.let_pass(self.account.workspace, passed)

    def settle(self) -> None:
        """Until nothing is on its way in or out. Raises DemoStuck when that takes too long."""
        deadline = time.monotonic() + PATIENCE
        while busy := self._busy():
            if time.monotonic() > deadline:
                raise DemoStuck(f"{busy} Are the workers running? `make run` starts them.")
            time.sleep(POLL)

    def _busy(self) -> str:
        """What is on its way, each asked after what may set it off; "" when all is quiet."""
        questions: list[tuple[Callable[[], object], str]] = [
            (self._leaving, "A message has not left the outbox."),
            (lambda: self.sandbox.health()["waiting"], "A webhook has not been taken."),
            (self._arriving, "A webhook has not been processed."),
            (self._leaving, "A message has not left the outbox."),
        ]
        return next((words for asked, words in questions if asked()), "")

    def _leaving(self) -> bool:
        outgoing = Outbound.everywhere.filter(account=self.account, state__in=ON_ITS_WAY)
        return outgoing.exists()

    def _arriving(self) -> bool:
        return Delivery.objects.filter(processed_at__isnull=True).exists()


class Customer:
    """A person on Instagram. Each act may lie in the past: ``ago``."""

    def __init__(self, stage: Stage, username: str) -> None:
        self.stage = stage
        self.username = username
        self.igsid = ""

    def writes(self, text: str, ago: timedelta = timedelta(0)) -> str:
        """A direct message; its id."""
        return self.does("text", ago, text=text)

    def does(self, kind: str, ago: timedelta = timedelta(0), **more: Any) -> str:
        """Anything the sandbox knows, by its name; the id of what was said."""
        if "post" in more:
            more["media"] = self.stage.posts[more.pop("post")]
        seconds = ago.total_seconds()
        who = {"account": self.stage.account.external_id, "person": self.username}
        done = self.stage.sandbox.play(kind=kind, when=seconds, **who, **more)
        self.igsid = done["igsid"]
        return str(done.get("mid") or done.get("comment") or "")

    def becomes(self, **how: Any) -> None:
        """How they stand with the account, such as ``blocked``."""
        account = self.stage.account.external_id
        self.stage.sandbox.change_contact(account, self.username, **how)

    @property
    def thread(self) -> Thread:
        threads = Thread.objects.in_workspace(self.stage.account.workspace_id)
        return threads.select_related("account", "contact", "workspace", "assignee").get(
            account=self.stage.account, contact__scoped_id=self.igsid
        )


class Teammate:
    """A member, at work in the inbox."""

    def __init__(self, stage: Stage, member: Member) -> None:
        self._stage = stage
        self._member = member

    def answers(self, customer: Customer, text: str) -> None:
        """Reply, and wait until it has gone as far as it goes."""
        author = Person(self._member)
        result = outbox.queue_reply(customer.thread, text, author=author, key=uuid.uuid4())
        if isinstance(result, Refused):
            raise DemoStuck(f"{customer.username} can't be answered: {result.detail}")
        self._stage.settle()

    def is_refused(self, customer: Customer, text: str, fault: str) -> None:
        """Reply, and have Instagram say no."""
        self._stage.settle()
        self._stage.sandbox.break_next(self._stage.account.external_id, fault)
        self.answers(customer, text)

    def reads(self, customer: Customer) -> None:
        acts.read(customer.thread)

    def takes(self, customer: Customer) -> None:
        acts.take(customer.thread, self._member)

    def notes(self, customer: Customer, text: str) -> None:
        acts.write_note(customer.thread, self._member, text)

    def resolves(self, customer: Customer) -> None:
        acts.resolve(customer.thread, self._member)

    @transaction.atomic
    def snoozes(self, customer: Customer, until: datetime) -> None:
        thread = customer.thread
        thread.snooze(until)
        announce([Change(thread.workspace_id, thread.pk)])
