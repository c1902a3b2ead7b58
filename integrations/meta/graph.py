"""The Graph client: kept-alive connections, timeouts, one shape for every error.

It sends nothing but what the guard allowed. Tokens travel in a header and are never logged.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
import requests
from django.conf import settings
from requests.auth import AuthBase
from urllib3.exceptions import NewConnectionError

from inbox.accounts.models import Account
from inbox.delivery.guard import Allowed, Button, Envelope, Surface
from inbox.delivery.pacing import budget
from integrations.meta import usage
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable

CONNECT_SECONDS = 3.05
READ_SECONDS = 20.0
# A connection that was quiet for longer is not used again: the other side may be closing it just
# then, and nobody could tell whether a message got through (F-4).
QUIET_SECONDS = 20.0
TOKEN = re.compile(r"\b(?:IGAA|IGQV|EAA)[\w-]{30,}")  # what Meta's tokens look like
KEPT = 5_000  # characters of an error's body


class Bearer(AuthBase):
    """The account's token, in the header only; also keeps a netrc file from taking its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class GraphClient:
    """Calls to graph.instagram.com in an account's name; threads share it, each on its own wires.

    Every call raises GraphError (Meta said no), GraphUnreachable (no answer came) or
    GraphUnreadable (an answer that is none). Pacing gives the lane its permits to send; all other
    calls take one out of the account's budget here (L-5) and raise BudgetSpent when it is used up.
    """

    def __init__(self, base_url: str | None = None, version: str | None = None) -> None:
        self._base_url = base_url
        self._version = version
        self._local = threading.local()

    def get(
        self, account: Account, path: str, params: Mapping[str, str], *, urgent: bool = False
    ) -> dict[str, Any]:
        """Read ``path`` (without host and version), such as ``me`` or a contact's id.

        ``urgent``: somebody waits for it, so it may use what look-ups leave of the budget.
        """
        budget.take(account, urgent=urgent)
        return self._call("GET", account, path, params=dict(params))

    def send_message(self, account: Account, allowed: Allowed) -> dict[str, Any]:
        """Send a direct message or a private reply; the answer holds ``message_id``."""
        return self._call(
            "POST", account, f"{account.external_id}/messages", json=_message_body(allowed)
        )

    def reply_to_comment(self, account: Account, allowed: Allowed) -> dict[str, Any]:
        """Answer publicly under a comment; the answer holds the new comment's ``id``."""
        envelope = allowed.envelope
        path = f"{quote(envelope.recipient, safe='')}/replies"
        return self._call("POST", account, path, data={"message": envelope.text})

    def hide_comment(self, account: Account, comment_id: str, *, hidden: bool) -> dict[str, Any]:
        """Hide a comment under the account's post, or show it again."""
        budget.take(account, urgent=True)
        params = {"hide": "true" if hidden else "false"}
        return self._call("POST", account, quote(comment_id, safe=""), params=params)

    def delete_comment(self, account: Account, comment_id: str) -> dict[str, Any]:
        """Delete a comment under the account's post, for ever."""
        budget.take(account, urgent=True)
        return self._call("DELETE", account, quote(comment_id, safe=""))

    def set_profile(self, account: Account, profile: Mapping[str, Any]) -> dict[str, Any]:
        """Set what people see before they write: ice breakers."""
        budget.take(account, urgent=True)
        return self._call("POST", account, _profile(account), json=dict(profile))

    def clear_profile(self, account: Account, field: str) -> dict[str, Any]:
        """Take ``field`` out of what people see before they write."""
        budget.take(account, urgent=True)
        params = {"fields": f'["{field}"]', "platform": "instagram"}
        return self._call("DELETE", account, _profile(account), params=params)

    def request_thread_control(self, account: Account, contact_id: str) -> dict[str, Any]:
        """Ask the app that controls the conversation with a contact for it."""
        budget.take(account, urgent=True)
        path = f"{account.external_id}/request_thread_control"
        return self._call("POST", account, path, json={"recipient": {"id": contact_id}})

    def _call(self, method: str, account: Account, path: str, **how: Any) -> dict[str, Any]:
        base_url = self._base_url or settings.INSTAGRAM_GRAPH_URL
        version = self._version or settings.INSTAGRAM_GRAPH_VERSION
        try:
            response = self._session.request(
                method,
                f"{base_url}/{version}/{path}",
                auth=Bearer(account.token),
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                **how,
            )
        except requests.RequestException as error:
            raise GraphUnreachable(type(error).__name__, left=_left(error)) from error
        usage.heed(account, response.headers)
        return _read(response, account)

    @property
    def _session(self) -> requests.Session:
        """This thread's own; connections that it kept for too long are closed first."""
        if not hasattr(self._local, "session"):
            self._local.session, self._local.used_at = requests.Session(), 0.0
        session: requests.Session = self._local.session
        now = time.monotonic()
        if now - self._local.used_at > QUIET_SECONDS:
            session.close()
        self._local.used_at = now
        return session


def _profile(account: Account) -> str:
    return f"{account.external_id}/messenger_profile"


def _message_body(allowed: Allowed) -> dict[str, Any]:
    envelope = allowed.envelope
    to = "comment_id" if envelope.surface is Surface.PRIVATE_REPLY else "id"
    body: dict[str, Any] = {
        "recipient": {to: envelope.recipient},
        "message": _said(envelope),
    }
    if envelope.tag:
        body |= {"messaging_type": "MESSAGE_TAG", "tag": envelope.tag}
    return body


def _said(envelope: Envelope) -> dict[str, Any]:
    if envelope.media:
        fetched = {"url": envelope.media.url}
        return {"attachment": {"type": envelope.media.kind.value, "payload": fetched}}
    if envelope.buttons:
        payload = {
            "template_type": "button",
            "text": envelope.text,
            "buttons": [_button(button) for button in envelope.buttons],
        }
        return {"attachment": {"type": "template", "payload": payload}}
    message: dict[str, Any] = {"text": envelope.text}
    if envelope.quick_replies:
        message["quick_replies"] = [
            {"content_type": "text", "title": reply.title, "payload": reply.payload}
            for reply in envelope.quick_replies
        ]
    return message


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"type": "web_url", "title": button.title, "url": button.url}
    return {"type": "postback", "title": button.title, "payload": button.payload}


def _left(error: requests.RequestException) -> bool:
    """Whether the request may have reached Meta: only a connection that was never made says no."""
    if isinstance(error, requests.ConnectTimeout):
        return False
    cause = error.args[0] if error.args else None
    return not isinstance(getattr(cause, "reason", None), NewConnectionError)


def _read(response: requests.Response, account: Account) -> dict[str, Any]:
    """The answer's object. An error in the body is one whatever the HTTP status says."""
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        body = None
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        raise _error(response, body["error"], account)
    if not response.ok or response.is_redirect:
        page = _without_tokens(response.content.decode(errors="replace"), account)
        raise GraphError(response.status_code, f"HTTP {response.status_code}", body=page)
    if not isinstance(body, dict):
        raise GraphUnreadable(response.status_code, "The answer is not a JSON object.")
    return body


def _error(response: requests.Response, said: dict[str, Any], account: Account) -> GraphError:
    told = usage.usage_of(response.headers, account.external_id)
    words = str(said.get("error_user_msg") or said.get("message") or "")
    return GraphError(
        response.status_code,
        _without_tokens(words, account),
        code=_number(said.get("code")),
        subcode=_number(said.get("error_subcode")),
        is_transient=said.get("is_transient") is True,
        retry_after=told.blocked_for if told else None,
        body=_without_tokens(response.content.decode(errors="replace"), account),
    )


def _without_tokens(text: str, account: Account) -> str:
    """What may be kept: Meta repeats a token that it cannot read in its answer."""
    known = text.replace(account.token, "(token)") if account.token else text
    return TOKEN.sub("(token)", known)[:KEPT]


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
