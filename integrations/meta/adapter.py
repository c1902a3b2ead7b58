"""The lane's way to Instagram: what the guard allowed goes out, what Meta said comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.accounts.models import Account
from inbox.delivery.channels import Sent
from inbox.delivery.errors import Hold, Permanent, Report, Retryable
from inbox.delivery.guard import Allowed, Surface
from inbox.delivery.models import Reason
from inbox.delivery.pacing.budget import BudgetSpent
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import (
    GraphError,
    GraphUnreachable,
    GraphUnreadable,
    send_error,
)
from integrations.meta.later import spent_report
from integrations.meta.wire.reading import moment

RESENT_FOR = timedelta(hours=36)  # Meta repeats a webhook that was not taken for so long


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
        if allowed.envelope.surface is Surface.PRIVATE_REPLY:
            self._check_age(account, allowed)
        answer = self._client.send_message(account, allowed)
        return Sent(_text(answer, "message_id"), str(answer.get("recipient_id") or ""))

    def _check_age(self, account: Account, allowed: Allowed) -> None:
        """A comment's webhook tells when it was sent, and one that was held back was sent late.

        Near the end of its week Meta is asked when the comment was really written (W-4, W-6).
        """
        now = timezone.now()
        if allowed.live or allowed.ends_at is None or allowed.ends_at - now > RESENT_FOR:
            return
        written_at = self._written_at(account, allowed.envelope.recipient)
        if written_at and now >= written_at + account.capabilities.comment_for:
            words = _("The comment was written %(at)s, more than 7 days ago.")
            at = {"at": date_format(written_at, "j F Y, H:i")}
            raise Permanent(Reason.PRIVATE_REPLY_USED, Report(words % at))

    def _written_at(self, account: Account, comment_id: str) -> datetime | None:
        """None when Meta does not tell: then its answer to the reply itself decides.

        Without a call left to ask with, the reply waits: each wait is longer, to the window's end.
        """
        try:
            path, fields = quote(comment_id, safe=""), {"fields": "timestamp"}
            told = self._client.get(account, path, fields, urgent=True)
        except (GraphError, GraphUnreachable, GraphUnreadable):
            return None
        except BudgetSpent as spent:  # nothing was asked, nothing sent
            raise Retryable(Reason.RATE_LIMITED, spent_report(spent)) from spent
        return moment(told.get("timestamp"))


def _text(answer: dict[str, object], key: str) -> str:
    value = answer.get(key)
    if not value or not isinstance(value, str | int):
        raise GraphUnreadable(200, f"The answer names no {key}.")
    return str(value)
