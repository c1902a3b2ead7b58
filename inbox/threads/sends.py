"""What the outbox knows of a message on its way, beyond the message's own row.

That is ``delivery``'s to know, and delivery is built on this package: it hands its facts over
through ``learn_from``, as it does for comments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from inbox.threads.models import Message, Thread


class Waits(StrEnum):
    """What a queued message waits for."""

    TURN = "turn"  # its place in the line
    TIME = "time"  # it is not to go before a certain time
    RETRY = "retry"  # a call did not pass, and is made again
    HELD = "held"  # the platform asked the whole account to wait (L-8)
    ACCOUNT = "account"  # a person has to connect the account again
    STOPPED = "stopped"  # automations are switched off (K-11)


# Where a person would take the wait for a loss if nobody explained it.
EXPLAINED = (Waits.RETRY, Waits.HELD, Waits.ACCOUNT, Waits.STOPPED)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was made for a message; ``ended_at`` is None while it is under way."""

    started_at: datetime
    ended_at: datetime | None
    outcome: str
    outcome_words: str
    said: str  # the platform's own words
    http_status: int | None = None
    code: int | None = None
    subcode: int | None = None

    @property
    def codes(self) -> str:
        """The platform's numbers for what went wrong, as one searches for them."""
        parts = []
        if self.code is not None:
            parts.append(_("code %(code)s") % {"code": self.code})
        if self.subcode is not None:
            parts.append(_("subcode %(subcode)s") % {"subcode": self.subcode})
        if self.http_status is not None:
            parts.append(f"HTTP {self.http_status}")
        return ", ".join(parts)

    @property
    def was_refused(self) -> bool:
        return self.outcome == "refused"


@dataclass(frozen=True, slots=True)
class SendFacts:
    """``waits``, ``until`` and ``expected_at`` are of queued messages; None is not known.

    ``because`` is the reason (F-1) of a wait, ``misses`` that its window ends first. ``can_retry``
    says that the same message could be sent again and might arrive.
    """

    waits: Waits = Waits.TURN
    until: datetime | None = None
    because: str = ""
    said: str = ""  # the platform's words about a wait of the whole account
    expected_at: datetime | None = None
    misses: bool = False
    can_retry: bool = False
    calls: tuple[Call, ...] = ()


Asker = Callable[[Thread, Sequence[Message], datetime], Mapping[int, SendFacts]]
NO_SEND_FACTS = SendFacts()
_askers: list[Asker] = []


def learn_from(asker: Asker) -> None:
    """Ask ``asker`` about our messages, a page at a time; its queries don't grow with them."""
    _askers.append(asker)


def facts_about(thread: Thread, messages: Sequence[Message], now: datetime) -> dict[int, SendFacts]:
    """The facts of those of ``messages`` that went through the outbox, by the row's id."""
    ours = [message for message in messages if getattr(message, "outbound", None)]
    found: dict[int, SendFacts] = {}
    for asker in _askers if ours else ():
        found |= asker(thread, ours, now)
    return found
