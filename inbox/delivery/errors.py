"""What can go wrong between a lane and the platform (F-1 to F-4).

SendError
├── Retryable    it may pass: wait, longer each time, until the window ends
├── Hold         it is not about this message: the whole account waits, or is reconnected
├── Permanent    it will not pass: fail with one reason of the closed list
└── Unknown      the call may have arrived: settle it, never repeat it blindly
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from inbox.delivery.models import Reason


@dataclass(frozen=True, slots=True)
class Report:
    """What the platform said, kept for people and for the log."""

    words: str = ""
    http_status: int | None = None
    code: int | None = None
    subcode: int | None = None
    unmapped: bool = False  # in no table of ours: taken by its class


class SendError(Exception):
    """A call that did not end in an accepted message."""

    def __init__(self, reason: Reason, report: Report) -> None:
        super().__init__(reason, report)
        self.reason = reason
        self.report = report


class Retryable(SendError):
    """Nothing was sent, and the same call may pass later."""


class Hold(SendError):
    """Nothing of this account can go for now (L-8, A-1).

    ``reconnect`` says that only a person can end it. ``retry_after`` is what the platform asked
    for; None lets the lane choose growing waits.
    """

    def __init__(
        self,
        reason: Reason,
        report: Report,
        *,
        reconnect: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason, report)
        self.reconnect = reconnect
        self.retry_after = retry_after


class Permanent(SendError):
    """Nothing was sent, and this message never will be.

    ``tag_refused`` says that the account is not approved for the tag it carried (W-11),
    ``other_app`` that another connected app controls the conversation.
    """

    def __init__(
        self, reason: Reason, report: Report, *, tag_refused: bool = False, other_app: bool = False
    ) -> None:
        super().__init__(reason, report)
        self.tag_refused = tag_refused
        self.other_app = other_app


class Unknown(SendError):
    """The message may have been sent."""

    def __init__(self, report: Report) -> None:
        super().__init__(Reason.OUTCOME_UNKNOWN, report)
