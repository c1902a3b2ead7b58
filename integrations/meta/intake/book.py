"""What a batch changes, gathered in memory: folding needs no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from inbox.accounts.models import Account
from inbox.threads.models import TimelineEvent
from integrations.meta.intake.arrivals import Arrival, Record
from integrations.meta.intake.lines import NEVER, Line
from integrations.meta.intake.people import Person
from integrations.meta.intake.talks import Talk
from integrations.meta.models import Event
from integrations.meta.wire.values import (
    Announced,
    Edited,
    Happened,
    Item,
    NotUnderstood,
    OwnComment,
    Passed,
    Reacted,
    Said,
    Seen,
    Unsent,
)

Outcome = Event.Outcome
NOT_CONNECTED = "This account is not connected here."
NOT_THERE_YET = "The message it is about has not arrived."
OWN_COMMENT = "A comment of the account itself."
NOBODY_NAMED = "It does not say who the contact is."


@dataclass(slots=True)
class Book:
    """Accounts, threads and messages of a batch, and all that is to be written."""

    accounts: dict[str, Account]
    talks: dict[Person, Talk]
    lines: dict[Person, Line]
    reactions: dict[tuple[int, str, bool], tuple[datetime, str, str]] = field(default_factory=dict)
    happenings: dict[tuple[int, str], tuple[Talk, str, datetime, dict[str, object]]] = field(
        default_factory=dict
    )
    consents: dict[tuple[int, str], tuple[datetime, str, dict[str, object], int]] = field(
        default_factory=dict
    )
    openings: dict[Person, tuple[datetime, str, Talk, Line]] = field(default_factory=dict)
    seen: list[tuple[Line, datetime]] = field(default_factory=list)
    records: list[tuple[Record, Line | None]] = field(default_factory=list)

    def fold(self, arrival: Arrival) -> None:
        """Take in one item, whatever it is and however often it comes."""
        item = arrival.item
        account = self.accounts.get(item.owner)
        if account is None:
            record = Record(arrival, Outcome.WAITING, NOT_CONNECTED)
            if item.kind == Event.Kind.UNKNOWN:
                record = Record(arrival, Outcome.UNKNOWN, getattr(item.value, "why", ""))
            self.records.append((record, None))
            return
        record = Record(arrival, Outcome.APPLIED, account=account)
        talk = self.talks.get((account.pk, item.contact))
        line = self._apply(item, account, talk, record)
        record.thread_id = line.thread_id if line else talk.thread_id if talk else None
        self.records.append((record, line))

    def _apply(
        self, item: Item, account: Account, talk: Talk | None, record: Record
    ) -> Line | None:
        match item.value:
            case Said() as said:
                return self._say(said, item, talk, record)
            case Edited() | Unsent() | Reacted() | Seen():
                return self._touch(item, account, talk, record)
            case Happened(kind=kind, detail=detail, surface=surface):
                self._tell(talk, kind, item, dict(detail), record)
                if talk and surface:
                    self._agree(talk, surface, item, {})
            case NotUnderstood(why=why):
                self._tell(talk, TimelineEvent.Kind.UNKNOWN, item, {"what": why}, record)
                record.outcome, record.error = Outcome.UNKNOWN, why
            case OwnComment():
                return self._own_comment(item, account, record)
            case Announced() | Passed() as passed:
                record.outcome, record.error = Outcome.IGNORED, passed.why
                return self.lines.get((account.pk, item.subject))
        return None

    def _own_comment(self, item: Item, account: Account, record: Record) -> Line | None:
        line = self.lines.get((account.pk, item.subject))
        if line is None:
            record.outcome, record.error = Outcome.IGNORED, OWN_COMMENT
        return line

    def _say(self, said: Said, item: Item, talk: Talk | None, record: Record) -> Line | None:
        if talk is None:
            record.outcome, record.error = Outcome.UNKNOWN, NOBODY_NAMED
            return None
        if said.puzzle:
            record.outcome, record.error = Outcome.UNKNOWN, said.puzzle
        line = self._line(talk, said.external_id)
        before = line.sent_at
        line.tell(said, item.at)
        if said.inbound:
            # A repeat is clamped anew when its time lies in the future: the first arrival counts.
            at = min(item.at, before) if before else item.at
            talk.hear(said, line, at)
            self._open(talk, said, line, at)
            talk.call_by(item.username)
            self._agree(talk, said.surface, item, dict(said.where or {}))
        else:
            talk.answered(item.at)
        if before is None and line.told_now:
            talk.add(line)
        return line

    def _touch(
        self, item: Item, account: Account, talk: Talk | None, record: Record
    ) -> Line | None:
        """Something happened to a message; when the message is not there, a shell holds it."""
        line = self.lines.get((account.pk, item.subject))
        if line is None:
            if talk is None:
                record.outcome, record.error = Outcome.WAITING, NOT_THERE_YET
                return None
            line = self._line(talk, item.subject)
        match item.value:
            case Edited() as edited:
                line.edit(edited, item.at)
            case Unsent():
                line.unsend(item.at)
            case Reacted(by_contact=by_contact, emoji=emoji, name=name):
                self._react(line, by_contact, (item.at, emoji, name))
            case Seen():
                line.see(item.at)
                self.seen.append((line, item.at))
                if talk:
                    talk.seen(item.at)
        return line

    def _line(self, talk: Talk, external_id: str) -> Line:
        place = (talk.account_id, external_id)
        if place not in self.lines:
            self.lines[place] = Line(
                talk.workspace_id, talk.account_id, talk.thread_id, external_id
            )
        return self.lines[place]

    def _react(self, line: Line, by_contact: bool, act: tuple[datetime, str, str]) -> None:
        side = (line.account_id, line.external_id, by_contact)
        self.reactions[side] = max(act, self.reactions.get(side, act))

    def _tell(
        self, talk: Talk | None, kind: str, item: Item, detail: dict[str, object], record: Record
    ) -> None:
        if talk is None:
            record.outcome, record.error = Outcome.UNKNOWN, NOBODY_NAMED
            return
        self.happenings[talk.thread_id, item.key] = (talk, kind, item.at, detail)
        talk.happened(item.at)

    def _open(self, talk: Talk, said: Said, line: Line, at: datetime) -> None:
        """Keep what opened the window with its event (W-5)."""
        place = (line.account_id, line.external_id)
        opening = (at, said.cause)
        if said.cause and opening > self.openings.get(place, (NEVER, ""))[:2]:
            self.openings[place] = (*opening, talk, line)

    def _agree(self, talk: Talk, surface: str, item: Item, where: dict[str, object]) -> None:
        """The first engagement over each surface is the consent (P-2)."""
        if not surface:
            return
        first = (item.at, item.key)
        known = self.consents.get((talk.contact_id, surface))
        if known is None or first < known[:2]:
            self.consents[talk.contact_id, surface] = (*first, where, talk.workspace_id)

    def announced(self) -> set[tuple[int, str]]:
        """Messages (account, id) of which Meta has told no more than that they are new."""
        return {
            (record.account.pk, record.arrival.item.subject)
            for record, line in self.records
            if record.account
            and isinstance(record.arrival.item.value, Announced)
            and (line is None or line.sent_at is None)
        }

    def reopened(self) -> None:
        """Tell of each thread that a message brought back."""
        for talk in self.talks.values():
            for line in talk.reopened_by:
                key = f"reopened:{line.external_id}"[:255]
                by: dict[str, object] = {"by": "contact"}
                what = (talk, str(TimelineEvent.Kind.REOPENED), line.order[0], by)
                self.happenings[talk.thread_id, key] = what
