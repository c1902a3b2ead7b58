"""A shop on both sides whose calls lose their answers, and the questions that follow."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery import settling
from inbox.delivery.models import Outbound
from inbox.delivery.pacing import keys
from tests.both_sides import both_sides
from tests.inbox.delivery.shop import START, Shop

State = Outbound.State


@pytest.fixture(scope="module")
def both():
    with both_sides() as opened:
        yield opened


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class LossyShop(Shop):
    """Where calls go wrong, and the platform is asked afterwards what became of them."""

    def __init__(self, both, clock) -> None:
        super().__init__(both, clock)
        Account.everywhere.filter(pk=self.account.pk).update(calls_per_hour=0)

    def fault(self, kind, times=1, **how):
        self.both.control("faults", kind=kind, account=self.ig_id, times=times, **how)

    def no_more_faults(self):
        self.both.control("faults", "DELETE", account=self.ig_id)

    def lose(self, author="person", who="ada", content="Three days.", *, how="drop", **more):
        """Send something: it arrives, and neither the answer nor the echo tells us."""
        self.fault("lost_answer", how=how)
        self.fault("no_echo")
        return self.send(author, who, content, **more)

    def refuse(self, author="person", who="ada", content="Three days.", **more):
        """Send something: the platform breaks before it looks at it."""
        self.fault("http", status=503, on=more.pop("on", "messages"))
        return self.send(author, who, content, **more)

    def send(self, author="person", who="ada", content="Three days.", **more):
        outbound = self.write(author, who, content, **more)
        assert isinstance(outbound, Outbound), outbound
        self.serve()
        outbound.refresh_from_db()
        return outbound

    def ask(self, outbound):
        """At the time it is due: as the tick and its task would."""
        outbound.refresh_from_db()
        assert outbound.check_due_at is not None, "nobody would ask"
        self.move_to(max(timezone.now(), outbound.check_due_at))
        self.ask_now()
        outbound.refresh_from_db()

    def ask_now(self):
        keys.client().delete(keys.key(self.account.pk, "asked"))  # its clock is the real one
        settling.check_next(self.account.pk)

    def has_been_asked_about(self, outbound):
        """So often that what follows in its thread no longer waits for it."""
        Outbound.everywhere.filter(pk=outbound.pk).update(checks=3)

    def ask_until_settled(self, outbound):
        """Until it is settled or nobody asks any more; how often that was."""
        for number in range(20):
            outbound.refresh_from_db()
            if outbound.check_due_at is None:
                return number
            self.ask(outbound)
        raise AssertionError("asked for ever")

    def ours(self, who="ada"):
        """What the business has said to somebody, as their phone shows it, oldest first."""
        rows = self.both.rows("messages", account=self.ig_id, person=who)
        return [one for one in rows if one["source"] != "person"]

    def asked(self):
        """The readings of conversations and replies so far."""
        rows = self.both.rows("log", account=self.ig_id, kind="graph")
        reads = [one for one in rows if one["method"] == "GET"]
        return [one["path"].rpartition("/")[2] for one in reads]


@pytest.fixture
def shop(both, clock, settings):
    settings.INSTAGRAM_GRAPH_URL = both.url
    both.control("faults", "DELETE")
    opened = LossyShop(both, clock)
    opened.hear("text", "ada", text="how long?")
    opened.let_pass(timedelta(minutes=5))
    yield opened
    opened.no_more_faults()
    both.on_the_way = lambda: None
