"""What each of Meta's errors means for a message (F-1): decided by code, never by its words.

Meta localises its messages, so they are kept for people to read and never looked into.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

import structlog

from inbox.delivery.errors import Hold, Permanent, Report, Retryable, SendError, Unknown
from inbox.delivery.models import Reason

log = structlog.get_logger(__name__)


class GraphError(Exception):
    """Meta answered with an error. Codes are None where its answer named none."""

    def __init__(
        self,
        http_status: int,
        words: str,
        *,
        code: int | None = None,
        subcode: int | None = None,
        is_transient: bool = False,
        retry_after: timedelta | None = None,
        body: str = "",
    ) -> None:
        super().__init__(f"HTTP {http_status}, code {code}/{subcode}: {words}")
        self.http_status = http_status
        self.words = words
        self.code = code
        self.subcode = subcode
        self.is_transient = is_transient
        self.retry_after = retry_after
        self.body = body  # as it came, without secrets; for the log

    @property
    def report(self) -> Report:
        return Report(self.words, self.http_status, self.code, self.subcode)


class GraphUnreachable(Exception):
    """No answer came. ``left`` says whether the request may have reached Meta."""

    def __init__(self, words: str, *, left: bool) -> None:
        super().__init__(words)
        self.words = words
        self.left = left


class GraphUnreadable(Exception):
    """Meta accepted, and its answer makes no sense to us."""

    def __init__(self, http_status: int, words: str) -> None:
        super().__init__(f"HTTP {http_status}: {words}")
        self.http_status = http_status
        self.words = words


class Then(Enum):
    """What to do about an error."""

    FAIL = auto()  # this message never goes
    RETRY = auto()  # this message may go later
    WAIT = auto()  # the account waits
    RECONNECT = auto()  # the account waits for a person
    UNKNOWN = auto()  # it may have gone
    OTHER_APP = auto()  # another connected app controls the conversation


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of the table."""

    reason: Reason
    then: Then = Then.FAIL
    wait: timedelta | None = None  # where Meta names none; None: growing waits


_WINDOW = Meaning(Reason.WINDOW_EXPIRED)
_CONTACT = Meaning(Reason.CONTACT_UNAVAILABLE)
_CONTENT = Meaning(Reason.CONTENT_REJECTED)
_MEDIA = Meaning(Reason.MEDIA_REJECTED)
_OPT_IN = Meaning(Reason.OPT_IN_MISSING)
_COMMENT = Meaning(Reason.PRIVATE_REPLY_USED)
_FORBIDDEN = Meaning(Reason.PERMISSION_MISSING)
_RECONNECT = Meaning(Reason.PERMISSION_MISSING, Then.RECONNECT)
_LIMIT = Meaning(Reason.RATE_LIMITED, Then.WAIT)
_BLOCKED_FOR_HOURS = Meaning(Reason.RATE_LIMITED, Then.WAIT, timedelta(hours=1))
_LATER = Meaning(Reason.RATE_LIMITED, Then.RETRY)
_BUSY = Meaning(Reason.INSTAGRAM_UNAVAILABLE, Then.RETRY)
_UNKNOWN = Meaning(Reason.OUTCOME_UNKNOWN, Then.UNKNOWN)
_OTHER_APP = Meaning(Reason.PERMISSION_MISSING, Then.OTHER_APP)

SERVER_FAULT, TOO_MANY = 500, 429  # HTTP
ANY = 0  # any subcode that has no row of its own; None is an answer without a subcode

# By code and subcode.
MEANINGS: dict[tuple[int, int | None], Meaning] = {
    # Window, tags, who controls the thread
    (10, 2534022): _WINDOW,
    (10, 2018278): _WINDOW,
    (10, 2018065): _WINDOW,
    (10, 2018108): _CONTACT,
    (10, 1893063): _BLOCKED_FOR_HOURS,
    (10, 2534077): _RECONNECT,
    (10, 2018336): _CONTACT,
    (10, 2018300): _OTHER_APP,
    (100, 2534037): _OTHER_APP,
    (2018300, ANY): _OTHER_APP,
    (2018321, ANY): _BUSY,
    (27, ANY): _FORBIDDEN,
    (100, 2534001): _CONTACT,
    # Recipient
    (100, 2534014): _CONTACT,
    (100, 2018001): _CONTACT,
    (551, ANY): _CONTACT,
    (200, 1545041): _CONTACT,
    (230, ANY): _CONTACT,
    (2018218, ANY): _CONTACT,
    (9000001, ANY): _CONTENT,
    # Comments and private replies
    (100, 2534025): _COMMENT,
    (100, 2534013): _FORBIDDEN,
    (100, 2534015): _CONTENT,
    (10900, ANY): _COMMENT,
    # Tokens
    (190, ANY): _RECONNECT,
    (102, ANY): _RECONNECT,
    (200, 2534041): _RECONNECT,
    # Permissions and the shape of the request
    (10, None): _RECONNECT,
    (200, 2018028): _FORBIDDEN,
    **{(code, None): _RECONNECT for code in range(200, 300) if code != 230},
    (3, ANY): _RECONNECT,
    (101, ANY): _RECONNECT,
    (100, 33): _CONTACT,
    (100, 2018014): _CONTENT,
    (100, None): _CONTENT,
    (2500, ANY): _CONTENT,
    # Attachments
    (100, 2018008): _MEDIA,
    (100, 2018047): _MEDIA,
    (100, 2018074): _MEDIA,
    (100, 2018109): _MEDIA,
    (100, 2018294): Meaning(Reason.MEDIA_REJECTED, Then.RETRY),
    (100, 2018320): _CONTENT,
    (100, 2018328): _CONTENT,
    (1609005, ANY): _MEDIA,
    # Limits, abuse, opt-in
    (4, ANY): _LIMIT,
    (4, 2018354): _LATER,
    (17, ANY): _LIMIT,
    (32, ANY): _LIMIT,
    (341, ANY): _LIMIT,
    (613, ANY): _LIMIT,
    (613, 2018338): _CONTACT,
    (613, 1893016): _OPT_IN,
    **{(code, ANY): _LIMIT for code in range(80001, 80007)},
    (9, 2018352): _LATER,
    (10, 1893015): _OPT_IN,
    (10, 1404170): _OPT_IN,
    (100, 2534029): _RECONNECT,
    (368, ANY): _BLOCKED_FOR_HOURS,
    (506, ANY): _CONTENT,
    (2022, ANY): _CONTENT,
    (36103, ANY): _RECONNECT,
    # Server faults: an error may come back although the message was delivered
    (1, ANY): _UNKNOWN,
    (2, ANY): _UNKNOWN,
    (-1, ANY): _UNKNOWN,
    (-2, ANY): _UNKNOWN,
}


def row_of(error: GraphError) -> Meaning | None:
    """The table's row; a server fault that names no code is one too (platform reference, 4.9)."""
    if error.code is None:
        return _UNKNOWN if error.http_status >= SERVER_FAULT else None
    return MEANINGS.get((error.code, error.subcode)) or MEANINGS.get((error.code, ANY))


def class_of(error: GraphError) -> Meaning:
    """What an error in no row is taken for. A server's may have come after the delivery (F-4)."""
    if error.http_status >= SERVER_FAULT:
        return _UNKNOWN
    if error.http_status == TOO_MANY:
        return _LIMIT
    if error.is_transient or error.code is None:
        return _BUSY
    return _FORBIDDEN if error.code == 10 or 200 <= error.code < 300 else _CONTENT


def send_error(
    error: GraphError | GraphUnreachable | GraphUnreadable, *, tagged: bool
) -> SendError:
    """What went wrong with a send, in the words of the outbox.

    A bare code 10 on a message with a tag says that the app lacks the Human Agent feature (W-11);
    without one, that the account's permission is gone.
    """
    if isinstance(error, GraphUnreachable):
        report = Report(error.words)
        return Unknown(report) if error.left else Retryable(Reason.INSTAGRAM_UNAVAILABLE, report)
    if isinstance(error, GraphUnreadable):
        return Unknown(Report(error.words, error.http_status))
    if tagged and (error.code, error.subcode) == (10, None):
        return Permanent(Reason.PERMISSION_MISSING, error.report, tag_refused=True)
    row = row_of(error)
    if row is None:
        log.warning("unmapped error", http=error.http_status, body=error.body or str(error))
        return _in_our_words(class_of(error), error, replace(error.report, unmapped=True))
    return _in_our_words(row, error, error.report)


def _in_our_words(meaning: Meaning, error: GraphError, report: Report) -> SendError:
    match meaning.then:
        case Then.FAIL:
            return Permanent(meaning.reason, report)
        case Then.OTHER_APP:
            return Permanent(meaning.reason, report, other_app=True)
        case Then.RETRY:
            return Retryable(meaning.reason, report)
        case Then.WAIT:
            wait = error.retry_after or meaning.wait
            return Hold(meaning.reason, report, retry_after=wait)
        case Then.RECONNECT:
            return Hold(meaning.reason, report, reconnect=True)
        case Then.UNKNOWN:
            return Unknown(report)
