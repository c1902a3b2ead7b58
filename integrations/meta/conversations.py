"""What Instagram shows of what we said: conversations, and the replies below a comment (F-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from inbox.accounts.models import Account
from inbox.delivery.models import Outbound
from inbox.delivery.settling import Lost, Said, Shown
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import (
    GraphError,
    GraphUnreachable,
    GraphUnreadable,
    send_error,
)
from integrations.meta.wire.reading import Json, ident, mapping, message_id, moment, words

IN_DETAIL = 20  # of a conversation, Meta shows no more messages than these
MESSAGE = "id,created_time,from,to,message,attachments"
REPLIES = 50
REPLY = "id,text,timestamp,from"
EVER = datetime.min.replace(tzinfo=UTC)
NOTHING = Shown((), None)


class InstagramWitness:
    """Reads what the account said, in the conversation with a contact or below a comment."""

    def __init__(self, client: GraphClient | None = None) -> None:
        self._client = client or GraphClient()

    def look(self, account: Account, lost: Lost) -> Shown:
        """Read the place, or raise the SendError that Meta's answer means."""
        public = lost.kind is Outbound.Kind.PUBLIC_REPLY
        try:
            return self._replies(account, lost) if public else self._messages(account, lost)
        except (GraphError, GraphUnreachable, GraphUnreadable) as error:
            raise send_error(error, tagged=False) from error

    def _messages(self, account: Account, lost: Lost) -> Shown:
        """Without a conversation nothing is proved: a commenter may have another id in it."""
        params = {
            "platform": "instagram",
            "user_id": lost.contact_id,
            "fields": f"messages.limit({IN_DETAIL}){{{MESSAGE}}}",
        }
        path = f"{account.external_id}/conversations"
        found = _rows(self._client.get(account, path, params, urgent=True))
        if len(found) != 1:
            return NOTHING
        page = mapping(found[0].get("messages"))
        return _shown(account, page, [_message(row) for row in _rows(page)], IN_DETAIL)

    def _replies(self, account: Account, lost: Lost) -> Shown:
        if not lost.comment_id:
            return NOTHING
        path, params = f"{quote(lost.comment_id, safe='')}/replies", {"fields": REPLY}
        page = self._client.get(account, path, params | {"limit": str(REPLIES)}, urgent=True)
        return _shown(account, page, [_reply(row) for row in _rows(page)], REPLIES)


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing said, by whomever; None: Meta did not say when."""

    external_id: str
    at: datetime | None
    author: Json
    text: str
    has_file: bool = False


def _message(row: Json) -> _Line:
    files = _rows(mapping(row.get("attachments")))
    return _Line(
        message_id(row.get("id")),
        moment(row.get("created_time")),
        mapping(row.get("from")),
        words(row.get("message")),
        bool(files),
    )


def _reply(row: Json) -> _Line:
    return _Line(
        message_id(row.get("id")),
        moment(row.get("timestamp")),
        mapping(row.get("from")),
        words(row.get("text")),
    )


def _shown(account: Account, page: Json, lines: Sequence[_Line], limit: int) -> Shown:
    """The account's part of a page. It proves nothing where an author or a time is missing."""
    times = [line.at for line in lines if line.at and line.external_id and line.author]
    said = tuple(
        Said(line.external_id, line.at, line.text, line.has_file)
        for line in lines
        if line.at and line.external_id and _is_ours(account, line.author)
    )
    if not lines or len(times) < len(lines):
        return Shown(said, None)
    is_all = len(lines) < limit and not mapping(page.get("paging")).get("next")
    return Shown(said, EVER if is_all else min(times))


def _is_ours(account: Account, author: Json) -> bool:
    number, name = ident(author.get("id")), words(author.get("username"))
    return number == account.external_id if number else bool(name) and name == account.username


def _rows(page: Json) -> list[Json]:
    data = page.get("data")
    return [mapping(row) for row in data] if isinstance(data, list) else []
