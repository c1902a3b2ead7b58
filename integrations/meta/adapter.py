"""The lane's way to Instagram: what the guard allowed goes out, what Meta said comes back."""

from __future__ import annotations

from inbox.accounts.models import Account
from inbox.delivery.channels import Sent
from inbox.delivery.errors import Hold, Report
from inbox.delivery.guard import Allowed, Surface
from inbox.delivery.models import Reason
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import (
    GraphError,
    GraphUnreachable,
    GraphUnreadable,
    send_error,
)


class InstagramAdapter:
    """Sends over the Instagram API with Instagram Login."""

    def __init__(self, client: GraphClient | None = None) -> None:
        self._client = client or GraphClient()

    def send(self, account: Account, allowed: Allowed) -> Sent:
        """Make the call, or raise the SendError that Meta's answer means."""
        if not account.token:
            raise Hold(
                Reason.PERMISSION_MISSING, Report("The account has no token."), reconnect=True
            )
        try:
            return self._call(account, allowed)
        except (GraphError, GraphUnreachable, GraphUnreadable) as error:
            raise send_error(error, tagged=allowed.envelope.tag is not None) from error

    def _call(self, account: Account, allowed: Allowed) -> Sent:
        if allowed.envelope.surface is Surface.PUBLIC_REPLY:
            answer = self._client.reply_to_comment(account, allowed)
            return Sent(_text(answer, "id"))
        answer = self._client.send_message(account, allowed)
        return Sent(_text(answer, "message_id"), str(answer.get("recipient_id") or ""))


def _text(answer: dict[str, object], key: str) -> str:
    value = answer.get(key)
    if not value or not isinstance(value, str | int):
        raise GraphUnreadable(200, f"The answer names no {key}.")
    return str(value)
