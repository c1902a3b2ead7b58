"""The businesses: professional accounts, what Meta has granted them, and their tokens."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .clock import HOUR, SECOND, Clock
from .limits import USUAL
from .mints import Mints
from .store import Store

BASIC = "instagram_business_basic"
MESSAGES = "instagram_business_manage_messages"
COMMENTS = "instagram_business_manage_comments"
SCOPES = (BASIC, MESSAGES, COMMENTS)
FIELDS = (
    "messages",
    "message_reactions",
    "message_edit",
    "messaging_seen",
    "messaging_postbacks",
    "messaging_referral",
    "messaging_optins",
    "messaging_handover",
    "standby",
    "message_echoes",
    "comments",
    "live_comments",
)
SHORT_LIFE = HOUR
LONG_LIFE_SECONDS = 5_183_944  # as the documentation's own example prints it

# Every switch of an account, with its usual position.
OPTIONS: dict[str, Any] = {
    "account_type": "BUSINESS",
    "human_agent": False,  # the Human Agent feature is approved
    "message_access": True,  # "Connected tools: allow access to messages"
    "app_live": True,  # otherwise only people with a role on the app can be messaged
    "public": True,  # comments of private accounts are not notified
    "opt_ins": False,  # one-time and marketing messages
    "routing": False,  # conversation routing is set up, with a default app; see routing.py
    "default_app": "",  # with routing, the app that may write in idle threads; "" is ours
    "restriction": "",  # "code/subcode" that every send is refused with
    "ads_window_hours": 24,  # up to 168
    "auto_seen_ms": None,  # people read what arrives after so long; None: only an open phone does
    "locale": "",  # "pt": some messages come in Portuguese
    "webhook_batch": 1,  # waiting events joined into one delivery
    "webhook_style": "changes",  # or "flat": field and value directly on the entry
    "usage_after": 20,  # usage headers appear after so many calls
    "usage_percent": None,  # what they say, from the first call on; None: what is used
    "usage_style": "instagram",  # or "classic": the other key names
    "fetch_media": True,  # fetch what is sent by url, as Meta does
    "conversation_page": None,  # larger pages are refused, as on a deep inbox
    "limits": {},
}


@dataclass(frozen=True, slots=True)
class Account:
    ig_id: str
    app_scoped_id: str
    username: str
    name: str
    options: dict[str, Any]
    subscribed_fields: list[str] | None
    ice_breakers: list[dict[str, Any]] = field(default_factory=list)
    persistent_menu: list[dict[str, Any]] = field(default_factory=list)

    def option(self, name: str) -> Any:
        return self.options.get(name, OPTIONS[name])

    def limit(self, bucket: str) -> int | None:
        limits: dict[str, int | None] = {**USUAL, **self.option("limits")}
        return limits[bucket] or None  # 0 means no limit


@dataclass(frozen=True, slots=True)
class Token:
    token: str
    ig_id: str
    kind: str
    scopes: list[str]
    issued_at: int
    expires_at: int
    state: str


class Accounts:
    def __init__(self, store: Store, clock: Clock, mints: Mints) -> None:
        self._store, self._clock, self._mints = store, clock, mints

    def add(self, username: str, *, name: str = "", ig_id: str = "") -> Account:
        """A new account that hears every field. ValueError when the name or id is taken."""
        ig_id = ig_id or self._mints.ig_id()
        if self.get(ig_id) or self.named(username):
            raise ValueError(f"There is already an account {username!r} or {ig_id}")
        self._store.insert(
            "accounts",
            ig_id=ig_id,
            app_scoped_id=self._mints.app_scoped_id(),
            username=username,
            name=name or username,
            subscribed_fields=list(FIELDS),
            created_at=self._clock.now(),
        )
        return self.of(ig_id)

    def of(self, ig_id: str) -> Account:
        account = self.get(ig_id) or self.named(ig_id)
        if account is None:
            raise LookupError(f"There is no account {ig_id}")
        return account

    def get(self, ig_id: str) -> Account | None:
        return self._read("SELECT * FROM accounts WHERE ig_id = ?", ig_id)

    def named(self, username: str) -> Account | None:
        return self._read("SELECT * FROM accounts WHERE username = ?", username)

    def all(self) -> list[Account]:
        return [_account(row) for row in self._store.all("SELECT * FROM accounts ORDER BY rowid")]

    def set_options(self, ig_id: str, options: dict[str, Any]) -> None:
        """Change some switches. ValueError names one that does not exist."""
        unknown = set(options) - set(OPTIONS) | set(options.get("limits", {})) - set(USUAL)
        if unknown:
            raise ValueError(f"There is no option called {min(unknown)!r}")
        merged = {**self.of(ig_id).options, **options}
        self._store.run(
            "UPDATE accounts SET options = ? WHERE ig_id = ?", json.dumps(merged), ig_id
        )

    def subscribe(self, ig_id: str, fields: list[str] | None) -> None:
        """None ends the subscription."""
        value = None if fields is None else json.dumps(fields)
        self._store.run("UPDATE accounts SET subscribed_fields = ? WHERE ig_id = ?", value, ig_id)

    def grant(self, ig_id: str, kind: str, scopes: list[str], token: str = "") -> Token:
        """A new token, minted unless given; it lives an hour or sixty days."""
        now = self._clock.now()
        token = token or self._mints.token()
        life = SHORT_LIFE if kind == "short" else LONG_LIFE_SECONDS * SECOND
        self._store.run("DELETE FROM tokens WHERE token = ?", token)
        self._store.insert(
            "tokens",
            token=token,
            ig_id=ig_id,
            kind=kind,
            scopes=scopes,
            issued_at=now,
            expires_at=now + life,
        )
        return Token(token, ig_id, kind, scopes, now, now + life, "ok")

    def token(self, token: str) -> Token | None:
        row = self._store.one("SELECT * FROM tokens WHERE token = ?", token)
        return Token(**{**dict(row), "scopes": json.loads(row["scopes"])}) if row else None

    def tokens(self, ig_id: str) -> list[Token]:
        rows = self._store.all("SELECT * FROM tokens WHERE ig_id = ? ORDER BY rowid", ig_id)
        return [Token(**{**dict(row), "scopes": json.loads(row["scopes"])}) for row in rows]

    def _read(self, sql: str, value: str) -> Account | None:
        row = self._store.one(sql, value)
        return _account(row) if row else None


def _account(row: Any) -> Account:
    names = ("ig_id", "app_scoped_id", "username", "name", "options", "subscribed_fields")
    return _read_account(*(row[name] for name in (*names, "ice_breakers", "persistent_menu")))


@lru_cache(maxsize=1_024)
def _read_account(
    ig_id: str,
    app_scoped_id: str,
    username: str,
    name: str,
    options: str,
    subscribed_fields: str | None,
    ice_breakers: str,
    persistent_menu: str,
) -> Account:
    """Each call reads its account once more, and hardly ever finds it changed."""
    return Account(
        ig_id=ig_id,
        app_scoped_id=app_scoped_id,
        username=username,
        name=name,
        options=json.loads(options),
        subscribed_fields=None if subscribed_fields is None else json.loads(subscribed_fields),
        ice_breakers=json.loads(ice_breakers),
        persistent_menu=json.loads(persistent_menu),
    )
