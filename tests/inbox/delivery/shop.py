"""One account on both sides of the wire, under one clock, and what people do with it there."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone
from time_machine import Traveller

from automations.models import AutomationSettings
from inbox.accounts.models import Account, ApiToken
from inbox.contacts.models import Contact
from inbox.delivery import lanes
from inbox.delivery.guard import ApiClient, Author, Automation, Content, Person, Refused
from inbox.delivery.models import Lane, Outbound
from inbox.delivery.outbox import queue_reply
from inbox.threads.models import Message, Thread
from integrations.meta import broadcasts
from tests import factories
from tests.both_sides import BothSides

# Later than the database's own clock, which stays: a lane that is to wake later is in its future.
START = datetime(timezone.now().year + 2, 1, 1, 12, tzinfo=UTC)
PEOPLE = {"ada": "2001", "bo": "2002"}
NAMES = {igsid: name for name, igsid in PEOPLE.items()}
POSTS = {"FEED": "18001", "REELS": "18002", "STORY": "18003"}
AUTHORS = ("person", "rule", "program")
MILLISECOND = timedelta(milliseconds=1)
_numbers = count(1)


def time_of(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + ms * MILLISECOND


class Shop:
    """An account here and there. ``heard`` is our own reckoning of who wrote last and when."""

    def __init__(self, both: BothSides, clock: Traveller, *, ads: tuple[bool, int] = (False, 24)):
        self.both, self.clock = both, clock
        self.number = next(_numbers)
        self.ig_id = f"{17841400000000000 + self.number}"
        self.heard: dict[str, datetime] = {}
        self.held: list[tuple[str, datetime]] | None = None  # acts that the post holds back
        self.ahead: set[str] = set()  # people of whom an act came from the future
        self.comments: dict[str, list[str]] = defaultdict(list)
        self.live = ""
        self.same_ads = ads in ((False, 24), (True, 168))
        self._open(ads)

    def _open(self, ads: tuple[bool, int]) -> None:
        options = {"ads_window_hours": ads[1], "fetch_media": False}
        self.both.control("reset", seed=self.number)
        self.both.control("webhooks/pause", paused=False)
        self.both.control("accounts", username="shop", ig_id=self.ig_id, token="T", options=options)
        for name, igsid in PEOPLE.items():
            self.both.control("people", username=name, igsids={self.ig_id: igsid})
        for product, number in POSTS.items():
            self.both.control("media", product=product, id=number)
        self.account = factories.account(
            external_id=self.ig_id,
            token="T",
            messages_per_hour=0,
            calls_per_second=0,
            ads_open_longer=ads[0],
        )
        workspace = self.account.workspace
        Lane.everywhere.create(workspace=workspace, account=self.account)
        AutomationSettings.everywhere.create(workspace=workspace, misses=10)
        token = ApiToken.everywhere.create(workspace=workspace, name="till", digest=uuid4().hex)
        self.authors: dict[str, Author] = {
            "person": Person(factories.member(workspace)),
            "rule": Automation(1, "Prices"),
            "program": ApiClient(token),
        }

    # --- Time -------------------------------------------------------------------------------------
    def let_pass(self, time: timedelta) -> None:
        self.move_to(timezone.now() + time)

    def move_to(self, moment: datetime) -> None:
        """On both sides alike. The token is renewed: its sixty days are not what this is about."""
        passed = moment - timezone.now()
        self.clock.move_to(moment, tick=False)
        if passed > timedelta(hours=1):
            self.both.control(f"accounts/{self.ig_id}/tokens", token="T")

    # --- There ------------------------------------------------------------------------------------
    def play(self, kind: str, who: str, **what: Any) -> dict[str, Any]:
        """Something happens on Instagram, a millisecond after whatever was before."""
        self.clock.shift(MILLISECOND)
        return self.both.control("events", kind=kind, person=who, **what)

    def hear(self, kind: str, who: str, **what: Any) -> dict[str, Any]:
        """``who`` does something that opens the window."""
        told = self.play(kind, who, **what)
        at = time_of(told["at"])
        if at > timezone.now():
            self.ahead.add(who)
        self._note([(who, at)])
        self.take_in()
        return told

    def _note(self, acts: list[tuple[str, datetime]]) -> None:
        if self.held is not None:
            self.held += acts
            return
        for who, at in acts:
            counts_from = min(at, timezone.now())  # W-4
            self.heard[who] = max(counts_from, self.heard.get(who, counts_from))

    def comment(self, who: str, media: str) -> str:
        told = self.play("comment", who, media=media, text="price?")
        self.take_in()
        self.comments[who].append(told["comment"])
        return told["comment"]

    def go_live(self) -> str:
        self.live = self.both.control("media", product="LIVE")["id"]
        return self.live

    def end_live(self) -> None:
        """It ends, and the tick asks about it before anything else happens."""
        self.both.control(f"media/{self.live}", "PATCH", ended=True)
        self.live = ""

    def ask_about_broadcasts(self) -> None:
        broadcasts.check(self.fresh())

    def approve_there(self, approved: bool) -> None:
        self.options(human_agent=approved)

    def options(self, **options: Any) -> None:
        self.both.control(f"accounts/{self.ig_id}", "PATCH", options=options)

    def standings(self) -> dict[str, dict[str, Any]]:
        """How each stands with the account there: ``window``, ``open_until``, ``human_until``."""
        found = self.both.rows("contacts", account=self.ig_id)
        return {one["username"]: one for one in found}

    # --- The post ---------------------------------------------------------------------------------
    def hold_post(self) -> None:
        self.both.control("webhooks/pause", paused=True)
        self.held = []

    def let_post_go(self) -> None:
        held, self.held = self.held or [], None
        self.both.control("webhooks/pause", paused=False)
        self._note(held)
        self.take_in()

    def repeat(self, place: int) -> None:
        """Meta delivers again, byte for byte, something that it delivered before."""
        tries = self.both.rows("log", account=self.ig_id, kind="webhook")
        bodies = [one["request"] for one in tries if not self._is_ahead(one["request"])]
        if bodies and self.held is None:
            body = bodies[place % len(bodies)]
            self.both.control("webhooks/raw", body=body, account=self.ig_id)
            self.take_in()

    def _is_ahead(self, body: str) -> bool:
        """Told before it can have happened: what a repeat of that means is another test's."""
        for entry in json.loads(body)["entry"]:
            if any(one["timestamp"] > entry["time"] for one in entry.get("messaging", [])):
                return True
        return False

    def take_in(self) -> None:
        """What is said here is what a test writes: nobody wants to hear the shop itself."""
        if self.held is None:
            self.both.take_in()
            contacts = Contact.everywhere.filter(account=self.account, opted_out_at=None)
            contacts.update(opted_out_at=timezone.now())

    # --- Here -------------------------------------------------------------------------------------
    def fresh(self) -> Account:
        return Account.everywhere.get(pk=self.account.pk)

    def approve_here(self, approved: bool) -> None:
        Account.everywhere.filter(pk=self.account.pk).update(human_agent_approved=approved)

    def threads(self) -> dict[str, Thread]:
        """By the name of their contact."""
        whole = Thread.everywhere.select_related("account", "contact", "open_comment")
        found = whole.filter(account=self.account)
        return {NAMES[thread.contact.scoped_id]: thread for thread in found}

    def thread(self, who: str) -> Thread | None:
        return self.threads().get(who)

    def write(self, author: str, who: str, content: Content, **how: Any) -> Outbound | Refused:
        thread = self.thread(who)
        assert thread is not None
        return queue_reply(thread, content, author=self.authors[author], key=uuid4(), **how)

    def known_comment(self, comment: str) -> Message:
        return Message.everywhere.get(account=self.account, external_id=comment)

    def serve(self) -> None:
        lanes.serve(self.account.pk)
        self.take_in()
