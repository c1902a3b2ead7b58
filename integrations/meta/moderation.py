"""Hiding, showing and deleting comments through the Graph API. Each call may be repeated."""

from __future__ import annotations

from django.utils import timezone

from inbox.accounts.models import Account
from inbox.delivery.errors import Hold, Report
from inbox.delivery.models import Moderation, Reason
from inbox.delivery.pacing.budget import BudgetSpent
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import (
    GraphError,
    GraphUnreachable,
    GraphUnreadable,
    send_error,
)
from integrations.meta.later import spent_report

NOT_THERE = (100, 33)  # no such object: what a repeated DELETE is told


class InstagramModerator:
    """Does with a comment what a person of the team wishes."""

    def __init__(self, client: GraphClient | None = None) -> None:
        self._client = client or GraphClient()

    def moderate(self, account: Account, comment_id: str, act: Moderation.Act) -> None:
        """Make the call, or raise the SendError that Meta's answer means."""
        if not account.token:
            raise Hold(
                Reason.PERMISSION_MISSING, Report("The account has no token."), reconnect=True
            )
        try:
            self._call(account, comment_id, act)
        except BudgetSpent as spent:
            wait = spent.until - timezone.now()
            raise Hold(Reason.RATE_LIMITED, spent_report(spent), retry_after=wait) from spent
        except GraphError as error:
            if act is Moderation.Act.DELETE and (error.code, error.subcode) == NOT_THERE:
                return
            raise send_error(error, tagged=False) from error
        except (GraphUnreachable, GraphUnreadable) as error:
            raise send_error(error, tagged=False) from error

    def _call(self, account: Account, comment_id: str, act: Moderation.Act) -> None:
        if act is Moderation.Act.DELETE:
            answer = self._client.delete_comment(account, comment_id)
        else:
            hidden = act is Moderation.Act.HIDE
            answer = self._client.hide_comment(account, comment_id, hidden=hidden)
        if answer.get("success") is not True:
            raise GraphUnreadable(200, "The answer does not say that it was done.")
