"""The people who write, and how each stands with an account."""

from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .mints import Mints
from .store import Store
from .windows import STANDARD, Window, window_at

CONTACT = """
SELECT contacts.*, people.name, people.followers, people.verified
FROM contacts JOIN people USING (username)
"""


@dataclass(frozen=True, slots=True)
class Contact:
    """One person as one account knows them: ``igsid`` is theirs towards this account only."""

    ig_id: str
    username: str
    name: str | None
    igsid: str
    thread_id: str
    acted_at: int | None
    opened_by: str
    window_ms: int
    consent_at: int | None
    blocked: bool
    reach: str
    owner_app: str  # the app whose thread it is, until ``owned_until``; see routing.py
    owned_until: int | None
    in_requests: bool
    follows: bool
    tester: bool
    followers: int
    verified: bool

    def window(self, now: int) -> Window:
        return window_at(self.acted_at, now, self.window_ms)


class People:
    def __init__(self, store: Store, clock: Clock, mints: Mints) -> None:
        self._store, self._clock, self._mints = store, clock, mints

    def add(self, username: str, name: str | None = None, **more: Any) -> None:
        """ValueError when the username is taken."""
        if self._store.one("SELECT 1 FROM people WHERE username = ?", username):
            raise ValueError(f"There is already a person {username!r}")
        now = self._clock.now()
        self._store.insert("people", username=username, name=name, created_at=now, **more)

    def all(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self._store.all("SELECT * FROM people ORDER BY rowid")]

    def meet(self, ig_id: str, username: str, igsid: str = "") -> Contact:
        """The contact of this account and person, made on first sight. LookupError if no person."""
        known = self._read("WHERE ig_id = ? AND username = ?", ig_id, username)
        if known:
            return known
        if not self._store.one("SELECT 1 FROM people WHERE username = ?", username):
            raise LookupError(f"There is no person {username!r}")
        self._store.insert(
            "contacts",
            ig_id=ig_id,
            username=username,
            igsid=igsid or self._mints.igsid(),
            thread_id=self._mints.thread_id(),
        )
        return self.meet(ig_id, username)

    def scoped(self, ig_id: str, igsid: str) -> Contact | None:
        return self._read("WHERE ig_id = ? AND igsid = ?", ig_id, igsid)

    def of_thread(self, ig_id: str, thread_id: str) -> Contact | None:
        return self._read("WHERE ig_id = ? AND thread_id = ?", ig_id, thread_id)

    def contacts(self, ig_id: str) -> list[Contact]:
        rows = self._store.all(CONTACT + "WHERE ig_id = ? ORDER BY contacts.rowid", ig_id)
        return [_contact(row) for row in rows]

    def acted(self, contact: Contact, at: int, cause: str, lasts: int = STANDARD) -> None:
        """The person did something that opens the window; an older event never moves it back.

        What an ad opened for days, no other word shortens, whichever is heard of first.
        """
        if contact.acted_at is not None:
            at, lasts, cause = _together(contact, at, lasts, cause)
        self._store.run(
            "UPDATE contacts SET acted_at = ?, opened_by = ?, window_ms = ?"
            " WHERE ig_id = ? AND igsid = ?",
            *(at, cause, lasts, contact.ig_id, contact.igsid),
        )
        self._store.run(
            "UPDATE contacts SET consent_at = ?"
            " WHERE ig_id = ? AND igsid = ? AND consent_at IS NULL",
            *(at, contact.ig_id, contact.igsid),
        )

    def change(self, contact: Contact, **columns: Any) -> None:
        """Set columns of one contact; the control API names which ones it allows."""
        names = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE contacts SET {names} WHERE ig_id = ? AND igsid = ?"  # noqa: S608
        self._store.run(sql, *columns.values(), contact.ig_id, contact.igsid)

    def _read(self, where: str, *values: str) -> Contact | None:
        row = self._store.one(CONTACT + where, *values)
        return _contact(row) if row else None


def _together(known: Contact, at: int, lasts: int, cause: str) -> tuple[int, int, str]:
    """What an act at ``at`` makes of the window that is known: the newest act, the latest end."""
    was_at = known.acted_at or 0
    newest = max(at, was_at)
    ends = max(at + lasts, was_at + known.window_ms)
    return newest, ends - newest, cause if at >= was_at else known.opened_by


def _contact(row: Any) -> Contact:
    flags = ("blocked", "in_requests", "follows", "tester", "verified")
    return Contact(**{**dict(row), **{flag: bool(row[flag]) for flag in flags}})
