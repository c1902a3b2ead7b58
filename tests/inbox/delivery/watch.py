"""Compares, after every step, what Instagram got and answered with what the outbox says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from inbox.accounts.models import AuditEntry
from inbox.delivery.models import Attempt, Outbound
from inbox.threads.window import State
from tests.inbox.delivery.shop import Shop

HUMAN_AGENT = "HUMAN_AGENT"
NOT_APPROVED = (10, None)
GIVEN_UP = Outbound.GIVEN_UP
RANK = {"closed": 0, "human_agent": 1, "open": 2}
OURS = {State.OPEN: "open", State.HUMAN_AGENT: "human_agent"}


def error_of(entry: dict[str, Any]) -> tuple[int, int | None] | None:
    """Code and subcode of the sandbox's own refusal; faults on purpose are none."""
    if entry["fault"] or (entry["status"] or 200) < 400:
        return None
    error = json.loads(entry["response"])["error"]
    return error["code"], error.get("error_subcode")


def said(request: dict[str, Any]) -> str:
    """What a send says; every message of these tests has words or an address of its own."""
    if "message" not in request:
        return ""
    message = request["message"]
    if isinstance(message, str):
        return message  # a public reply
    return message.get("text") or message["attachment"]["payload"]["url"]


class Watch:
    """What must be true whatever happens. ``excused`` is the number of refusals that may still
    come for want of an approval that the account has here and lost there (W-11)."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.excused = 0
        self.seen: Counter[str] = Counter()
        self._log_read = 0
        self._calls: Counter[str] = Counter()
        self._given_up: dict[int, tuple[str, int]] = {}
        self._audited: set[int] = set()

    def look(self) -> None:
        outbounds = self._outbounds()
        self._nothing_was_refused({said_by(one): one["author"] for one in outbounds})
        self._nothing_given_up_goes_on(outbounds)
        if any(one["tag"] for one in outbounds):
            self._every_use_of_a_tag_is_audited()
        self._we_are_never_laxer()

    def look_back(self) -> None:
        """At the end: what arrived there is what we say we sent, and nothing else."""
        arrived = self.shop.both.rows("messages", account=self.shop.ig_id, source="api")
        ours = {one["message__external_id"]: one for one in self._outbounds()}
        for message in arrived:
            outbound = ours[message["mid"]]
            assert outbound["state"] in ("sent", "delivered", "seen"), outbound
            assert outbound["tag"] == message["tag"]
            assert not message["tag"] or outbound["author"] == "person"
            author = {"automation": "rule", "api": "program"}.get(outbound["author"], "person")
            self.seen[f"{author} {message['tag'] or outbound['kind']}"] += 1
        replies = [one["comment_id"] for one in arrived if one["comment_id"]]
        assert len(replies) == len(set(replies)), "a comment was answered in private twice"
        gone = [one for one in ours.values() if one["state"] in ("sent", "delivered", "seen")]
        public = sum(one["kind"] == "public_reply" for one in gone)
        assert len(gone) - public == len(arrived)

    # --- What Instagram answered ------------------------------------------------------------------
    def _nothing_was_refused(self, authors: dict[str, str]) -> None:
        entries = self.shop.both.rows(
            "log", account=self.shop.ig_id, kind="graph", after=self._log_read
        )
        for entry in entries:
            self._log_read = entry["id"]
            request = json.loads(entry["request"])
            self._calls[said(request)] += 1
            if request.get("tag"):
                assert authors[said(request)] == "person", f"sent with a tag: {request}"  # W-10
            if (error := error_of(entry)) is None:
                continue
            if error == NOT_APPROVED and request.get("tag") == HUMAN_AGENT and self.excused:
                self.excused -= 1
                self.seen["the approval was lost"] += 1
                assert not self.shop.fresh().human_agent_approved  # W-11
                continue
            words = f"at {timezone.now():%d %b %H:%M:%S.%f} Instagram refused {request}: {error}"
            raise AssertionError(words)

    # --- What became of our messages --------------------------------------------------------------
    def _outbounds(self) -> list[dict[str, Any]]:
        rows = Outbound.everywhere.filter(account=self.shop.account).annotate(
            calls=Count("attempts")
        )
        names = ("pk", "author", "kind", "tag", "state", "reason", "detail", "envelope")
        return list(rows.values(*names, "calls", "message__external_id", "thread__contact"))

    def _nothing_given_up_goes_on(self, outbounds: list[dict[str, Any]]) -> None:
        for one in outbounds:
            if one["calls"] != self._calls[said_by(one)]:
                raise AssertionError(f"{one['calls']} calls are written down of {one}")
            if one["state"] not in GIVEN_UP:
                assert one["pk"] not in self._given_up, one
                continue
            assert one["reason"] or one["state"] == "withdrawn", one
            assert one["detail"], one
            if one["pk"] not in self._given_up:
                self._given_up[one["pk"]] = (one["state"], one["calls"])
                self.seen[one["state"]] += 1
            ended = self._given_up[one["pk"]]
            assert ended == (one["state"], one["calls"]), f"it was {ended}: {one}"

    # --- Tags -------------------------------------------------------------------------------------
    def _every_use_of_a_tag_is_audited(self) -> None:
        used = Attempt.everywhere.filter(outbound__account=self.shop.account).exclude(
            outbound__tag=""
        )
        uses = {(one.outbound_id, one.number) for one in used}
        entries = AuditEntry.everywhere.filter(
            workspace=self.shop.account.workspace, action=AuditEntry.Action.TAG_USED
        )
        told = [(one.detail["outbound"], one.detail["attempt"]) for one in entries]
        assert sorted(told) == sorted(uses), "each use of a tag is audited once (W-10)"
        for entry in entries:
            if entry.pk not in self._audited:
                self._audited.add(entry.pk)
                self._is_exact(entry)

    def _is_exact(self, entry: AuditEntry) -> None:
        threads = {f"thread:{thread.pk}": who for who, thread in self.shop.threads().items()}
        who = threads[entry.subject]
        since = entry.at - self.shop.heard[who]
        assert entry.detail["seconds_since_inbound"] == since // timedelta(seconds=1)
        assert entry.member == self.shop.authors["person"].member
        assert timedelta(hours=24) <= since < timedelta(days=7)

    # --- The window -------------------------------------------------------------------------------
    def _we_are_never_laxer(self) -> None:
        """To the millisecond: no window allows more here than there; the same, if all was told."""
        theirs = self.shop.standings()
        told = self.shop.held is None and self.shop.same_ads
        for who, thread in self.shop.threads().items():
            ours = OURS.get(thread.window(timezone.now()).state, "closed")
            pair = f"{who}: {ours} here, {theirs[who]['window']} there"
            assert RANK[ours] <= RANK[theirs[who]["window"]], pair
            if told and who not in self.shop.ahead and thread.account.human_agent_approved:
                assert ours == theirs[who]["window"], pair


def said_by(outbound: dict[str, Any]) -> str:
    envelope = outbound["envelope"]
    return envelope["media"]["url"] if envelope["media"] else envelope["text"]
