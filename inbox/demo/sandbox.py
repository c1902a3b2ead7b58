"""The sandbox's control API, as the demo uses it: customers act, time passes, faults happen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests

SECONDS = 10  # for one call; it is on this machine
Post = tuple[str, str, str, float]  # product, picture, caption, hours ago
REAL = ("instagram.com", "facebook.com")


class SandboxTrouble(Exception):
    """The sandbox is not there, or did not understand; one sentence."""


class Sandbox:
    """A pretend Instagram at ``url``, spoken to over HTTP."""

    def __init__(self, url: str) -> None:
        if (urlsplit(url).hostname or "").endswith(REAL):
            raise SandboxTrouble("The demo needs the sandbox, and Instagram itself is set up here.")
        self._url = f"{url}/control"
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy stands between two processes of one machine

    def health(self) -> dict[str, Any]:
        return self._call("GET", "/health")

    def open_account(self, ig_id: str, username: str, name: str) -> str:
        """A fresh account with no past, all permissions granted; its access token."""
        known = [each["ig_id"] for each in self._call("GET", "/accounts")["accounts"]]
        if ig_id in known:
            self._call("DELETE", f"/accounts/{ig_id}")
        account = self._call(
            "POST",
            "/accounts",
            ig_id=ig_id,
            username=username,
            name=name,
            subscribed=True,
            options={"human_agent": True},
        )
        return str(account["token"])

    def add_person(self, username: str, name: str | None) -> None:
        """Somebody on Instagram; nothing happens when they are there already."""
        known = {each["username"] for each in self._call("GET", "/people")["people"]}
        if username not in known:
            self._call("POST", "/people", username=username, name=name)

    def publish(self, account: str, post: Post) -> str:
        """Put a post up, some hours ago; its id."""
        product, picture, caption, hours = post
        shown = {"product": product, "picture": picture, "caption": caption}
        return str(self._call("POST", "/media", account=account, when=hours * 3600, **shown)["id"])

    def play(self, **event: Any) -> dict[str, Any]:
        """Let a person do something ``when`` seconds ago."""
        return self._call("POST", "/events", **event)

    def change_contact(self, account: str, person: str, **how: Any) -> None:
        self._call("PATCH", "/contacts", account=account, person=person, **how)

    def break_next(self, account: str, fault: str) -> None:
        """The next use of the API meets ``fault``."""
        self._call("POST", "/faults", account=account, kind=fault, times=1)

    def let_pass(self, hours: float) -> None:
        self._call("POST", "/age", hours=hours)

    def _call(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        try:
            answer = self._session.request(
                method, self._url + path, json=None if method == "GET" else body, timeout=SECONDS
            )
        except requests.RequestException:
            raise SandboxTrouble(
                f"The sandbox does not answer at {self._url}. Start everything with `make run`."
            ) from None
        if answer.status_code != 200:
            raise SandboxTrouble(f"The sandbox refused {path}: {answer.text[:300]}")
        answered: dict[str, Any] = answer.json()
        return answered
