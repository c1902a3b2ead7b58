"""Asking the app that controls a conversation for it (platform reference, 8)."""

from __future__ import annotations

from inbox.accounts.models import Account
from inbox.delivery.errors import Hold, Report
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
from integrations.meta.wire.reading import mapping

FAILURES = (GraphError, GraphUnreachable, GraphUnreadable)


class InstagramSwitchboard:
    """Conversation routing of the Graph API. Each call may be repeated."""

    def __init__(self, client: GraphClient | None = None) -> None:
        self._client = client or GraphClient()

    def ask_for_control(self, account: Account, contact_id: str) -> bool:
        """Ask, or raise the SendError that Meta's answer means. Whether it is ours at once."""
        if not account.token:
            raise Hold(
                Reason.PERMISSION_MISSING, Report("The account has no token."), reconnect=True
            )
        try:
            self._client.request_thread_control(account, contact_id)
        except BudgetSpent as spent:
            raise Hold(Reason.RATE_LIMITED, spent_report(spent)) from spent
        except FAILURES as error:
            raise send_error(error, tagged=False) from error
        return self._is_ours(account, contact_id)

    def _is_ours(self, account: Account, contact_id: str) -> bool:
        """Meta names the app to the owner alone; who cannot be told, waits for the handover."""
        try:
            query = {"recipient": contact_id}
            told = self._client.get(account, "me/thread_owner", query, urgent=True)
        except (*FAILURES, BudgetSpent):
            return False
        rows = told.get("data")
        first = mapping(rows[0]) if isinstance(rows, list) and rows else {}
        return bool(mapping(first.get("thread_owner")).get("app_id"))
