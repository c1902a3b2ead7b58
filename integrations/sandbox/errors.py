"""How the sandbox refuses: Meta's error body, its status, and the headers that come with it."""

from dataclasses import dataclass, replace
from typing import Any

from .refusals import ROWS, Row

# Meta answers in the token owner's language, so nobody may match on the text. One other language
# is enough to show it.
PORTUGUESE = {
    (10, 2534022): "Esta mensagem foi enviada fora do período permitido.",
    (100, 2534014): "Não foi possível encontrar o usuário solicitado.",
    (4, None): "O limite de solicitações do aplicativo foi atingido.",
}


@dataclass(slots=True)
class GraphError(Exception):
    """One refusal: the row it comes from, and the words and status of this one."""

    row: Row
    message: str
    status: int
    transient: bool | None = None

    def body(self, trace_id: str) -> dict[str, Any]:
        """The ``error`` envelope of the Graph API."""
        error: dict[str, Any] = {
            "message": self.message,
            "type": self.row.type,
            "code": self.row.code,
        }
        if self.row.subcode is not None:
            error["error_subcode"] = self.row.subcode
        if self.transient is not None:
            error["is_transient"] = self.transient
        error["fbtrace_id"] = trace_id
        return {"error": error}

    def localised(self, locale: str) -> "GraphError":
        key = (self.row.code, self.row.subcode)
        words = PORTUGUESE.get(key, self.message) if locale == "pt" else self.message
        return replace(self, message=words)

    def headers(self) -> dict[str, str]:
        words = self.message.encode("ascii", "replace").decode().replace('"', "'")
        challenge = f'OAuth "Facebook Platform" "invalid_request" "{words}"'
        return {"www-authenticate": challenge}


def refuse(
    code: int,
    subcode: int | None = None,
    *,
    message: str = "",
    status: int = 0,
    **fields: str,
) -> GraphError:
    """The refusal of a known row, ready to raise; an unknown pair gets a plain 400 of its own."""
    row = ROWS.get((code, subcode)) or Row(code, subcode, 400, "OAuthException", "Refused")
    words = message or row.message.format_map(_Blanks(fields))
    return GraphError(row, words, status or row.http, row.transient)


class _Blanks(dict[str, str]):
    """Fills the braces of a message, and leaves the ones it knows nothing about readable."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"
