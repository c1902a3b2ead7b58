"""Every error of Meta that we know, and what it means for a message (F-1)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from inbox.delivery.errors import Hold, Permanent, Retryable, SendError, Unknown
from inbox.delivery.models import Reason
from integrations.meta.graph_errors import (
    MEANINGS,
    GraphError,
    GraphUnreachable,
    GraphUnreadable,
    Then,
    send_error,
)
from integrations.sandbox.refusals import ROWS

HOUR = timedelta(hours=1)


def does(kind, reason, *, retry_after=None, reconnect=False, other_app=False):
    """What is expected of an error: its reason, whether it passes, who ends it."""
    return SimpleNamespace(
        kind=kind,
        reason=reason,
        retry_after=retry_after,
        reconnect=reconnect,
        other_app=other_app,
    )


# This message never goes.
WINDOW = does(Permanent, Reason.WINDOW_EXPIRED)
CONTACT = does(Permanent, Reason.CONTACT_UNAVAILABLE)
CONTENT = does(Permanent, Reason.CONTENT_REJECTED)
MEDIA = does(Permanent, Reason.MEDIA_REJECTED)
FORBIDDEN = does(Permanent, Reason.PERMISSION_MISSING)
COMMENT = does(Permanent, Reason.PRIVATE_REPLY_USED)
OPT_IN = does(Permanent, Reason.OPT_IN_MISSING)
OTHER_APP = does(Permanent, Reason.PERMISSION_MISSING, other_app=True)
# It may go later.
BUSY = does(Retryable, Reason.INSTAGRAM_UNAVAILABLE)
TOO_SOON = does(Retryable, Reason.RATE_LIMITED)
MEDIA_LATER = does(Retryable, Reason.MEDIA_REJECTED)
# The account waits.
LIMITED = does(Hold, Reason.RATE_LIMITED)
BLOCKED = does(Hold, Reason.RATE_LIMITED, retry_after=HOUR)
DISCONNECTED = does(Hold, Reason.PERMISSION_MISSING, reconnect=True)
# It may have gone (F-4).
UNKNOWN = does(Unknown, Reason.OUTCOME_UNKNOWN)

# The platform reference's section 4, row by row: code, subcode, HTTP status, what happens.
WINDOW_TAGS_THREAD = [
    (10, 2534022, 403, WINDOW),
    (10, 2534022, 400, WINDOW),
    (10, 2018278, 400, WINDOW),
    (10, 2018065, 400, WINDOW),
    (10, 2018108, 400, CONTACT),
    (10, 1893063, 400, BLOCKED),
    (10, 2534077, 400, DISCONNECTED),
    (10, 2018336, 400, CONTACT),
    (100, None, 400, CONTENT),  # a tag that is not allowed
    (100, 2534037, 400, OTHER_APP),
    (2018300, None, 400, OTHER_APP),
    (10, 2018300, 400, OTHER_APP),
    (2018321, None, 400, BUSY),
    (27, None, 400, FORBIDDEN),
    (100, 2534001, 400, CONTACT),
]
RECIPIENT = [
    (100, 2534014, 400, CONTACT),
    (100, 2018001, 400, CONTACT),
    (551, 1545041, 400, CONTACT),
    (551, None, 400, CONTACT),
    (200, 1545041, 400, CONTACT),
    (2, None, 500, UNKNOWN),
    (230, None, 400, CONTACT),
    (2018218, None, 400, CONTACT),
    (9000001, None, 400, CONTENT),
]
PRIVATE_REPLIES_AND_COMMENTS = [
    (100, 2534025, 400, COMMENT),
    (100, 2534013, 400, FORBIDDEN),
    (100, 2534015, 400, CONTENT),
    (10900, None, 400, COMMENT),
]
TOKENS = [
    *((190, subcode, 400, DISCONNECTED) for subcode in (None, 458, 459, 460, 463, 464, 467, 492)),
    (190, None, 401, DISCONNECTED),
    (102, None, 400, DISCONNECTED),
    (102, 463, 400, DISCONNECTED),
    (200, 2534041, 400, DISCONNECTED),
]
PERMISSIONS_AND_SHAPE = [
    (10, None, 400, DISCONNECTED),
    (10, None, 403, DISCONNECTED),
    *((code, None, 403, DISCONNECTED) for code in range(200, 300) if code != 230),
    (200, None, 400, DISCONNECTED),
    (200, 2018028, 400, FORBIDDEN),
    (3, None, 400, DISCONNECTED),
    (1, 99, 400, UNKNOWN),
    (1, 99, 500, UNKNOWN),
    (100, 33, 400, CONTACT),
    (100, 2018014, 400, CONTENT),
    (2500, None, 400, CONTENT),
    (101, None, 400, DISCONNECTED),
]
ATTACHMENTS = [
    (100, 2018008, 400, MEDIA),
    (100, 2018047, 400, MEDIA),
    (100, 2018074, 400, MEDIA),
    (100, 2018109, 400, MEDIA),
    (100, 2018294, 400, MEDIA_LATER),
    (100, 2018320, 400, CONTENT),
    (100, 2018328, 400, CONTENT),
    (1609005, None, 400, MEDIA),
]
LIMITS_ABUSE_OPT_IN = [
    (4, None, 400, LIMITED),
    *((4, subcode, 403, LIMITED) for subcode in (None, 1349210, 1349211, 1349212)),
    (4, 2018354, 400, TOO_SOON),
    (17, None, 400, LIMITED),
    (17, 2446079, 400, LIMITED),
    (32, None, 403, LIMITED),
    (613, None, 400, LIMITED),
    (613, 2534040, 400, LIMITED),
    (613, 2018338, 400, CONTACT),
    (613, 1893016, 400, OPT_IN),
    *((code, None, 400, LIMITED) for code in range(80001, 80007)),
    (9, 2018352, 400, TOO_SOON),
    (10, 1893015, 400, OPT_IN),
    (10, 1404170, 400, OPT_IN),
    (100, 2534029, 400, DISCONNECTED),
    (368, None, 400, BLOCKED),
    (368, 1390008, 400, BLOCKED),
    (341, None, 400, LIMITED),
    (506, None, 400, CONTENT),
    (2022, None, 400, CONTENT),
    (36103, None, 400, DISCONNECTED),
]
SERVER_FAULTS = [
    (1, None, 500, UNKNOWN),
    (2, None, 503, UNKNOWN),
    (2, 1545133, 400, UNKNOWN),
    (1, 1357046, 400, UNKNOWN),
    (-1, 2207001, 400, UNKNOWN),
    (-2, 2207001, 400, UNKNOWN),
    *((None, None, status, UNKNOWN) for status in (500, 502, 503, 504)),
]
TABLE = [
    *WINDOW_TAGS_THREAD,
    *RECIPIENT,
    *PRIVATE_REPLIES_AND_COMMENTS,
    *TOKENS,
    *PERMISSIONS_AND_SHAPE,
    *ATTACHMENTS,
    *LIMITS_ABUSE_OPT_IN,
    *SERVER_FAULTS,
]


def meaning(code, subcode=None, status=400, *, tagged=False, **more) -> SendError:
    return send_error(GraphError(status, "no", code=code, subcode=subcode, **more), tagged=tagged)


def check(said, expected):
    assert (type(said), said.reason) == (expected.kind, expected.reason)
    if isinstance(said, Hold):
        assert (said.reconnect, said.retry_after) == (expected.reconnect, expected.retry_after)
    if isinstance(said, Permanent):
        assert (said.other_app, said.tag_refused) == (expected.other_app, False)


@pytest.mark.parametrize(("code", "subcode", "status", "expected"), TABLE)
def test_each_error_has_one_reason_and_one_way_on(code, subcode, status, expected):
    said = meaning(code, subcode, status)
    check(said, expected)
    report = said.report
    assert (report.code, report.subcode, report.http_status) == (code, subcode, status)
    assert (report.words, report.unmapped) == ("no", False)


def test_no_row_of_ours_is_missing_here():
    """Every row is in the table above; a row for any subcode by one of them."""
    told = {(code, subcode or None) for code, subcode, _, _ in TABLE}
    codes = {code for code, _, _, _ in TABLE}
    assert not [pair for pair in MEANINGS if pair not in told and pair[0] not in codes]


def test_the_sandbox_refuses_nothing_that_is_not_in_the_table():
    strange = {pair for pair in ROWS if meaning(*pair, ROWS[pair].http).report.unmapped}
    assert strange == {(100, 2534023), (100, 2534068)}  # no source says what they mean


def test_the_words_decide_nothing():
    said = send_error(GraphError(400, "(#10) fuera de la ventana", code=551), tagged=False)
    assert said.reason == Reason.CONTACT_UNAVAILABLE


def test_a_bare_code_10_on_a_tagged_message_means_the_tag():  # W-11
    said = meaning(10, tagged=True)
    assert isinstance(said, Permanent)
    assert said.tag_refused
    assert not meaning(10, 2534022, tagged=True).tag_refused


@pytest.mark.parametrize(
    ("code", "subcode", "status", "more", "expected"),
    [
        (77777, None, 400, {}, CONTENT),
        (77777, None, 400, {"is_transient": True}, BUSY),
        (77777, None, 500, {}, UNKNOWN),
        (100, 5, 400, {}, CONTENT),
        (100, 2534023, 400, {}, CONTENT),
        (9, None, 400, {}, CONTENT),
        (10, 5, 403, {}, FORBIDDEN),
        (200, 5, 403, {}, FORBIDDEN),
        (None, None, 404, {}, BUSY),
        (None, None, 302, {}, BUSY),
        (None, None, 429, {}, LIMITED),
    ],
)
def test_what_is_in_no_row_is_taken_by_its_class_and_counted(code, subcode, status, more, expected):
    said = meaning(code, subcode, status, **more)
    check(said, expected)
    assert said.report.unmapped
    assert (said.report.code, said.report.subcode) == (code, subcode)


def test_what_is_in_no_row_is_kept_whole_in_the_log():
    body = '{"error": {"code": 77777, "message": "new", "error_data": {"hint": "so"}}}'
    with capture_logs() as lines:
        meaning(77777, body=body)
        meaning(551, body=body)
    (line,) = lines
    assert (line["event"], line["body"]) == ("unmapped error", body)


def test_a_block_for_hours_waits_as_long_as_meta_says():  # L-8
    assert meaning(368, retry_after=3 * HOUR).retry_after == 3 * HOUR
    assert meaning(4, retry_after=3 * HOUR).retry_after == 3 * HOUR


def test_no_answer_may_have_been_a_delivery_unless_the_call_never_left():  # F-4
    assert isinstance(send_error(GraphUnreachable("gone", left=True), tagged=False), Unknown)
    check(send_error(GraphUnreachable("gone", left=False), tagged=False), BUSY)
    assert isinstance(send_error(GraphUnreadable(200, "?"), tagged=False), Unknown)


def test_only_what_a_person_must_mend_waits_for_a_person():
    for (code, subcode), row in MEANINGS.items():
        said = meaning(code, subcode)
        if isinstance(said, Hold):
            assert said.reconnect == (row.then is Then.RECONNECT)
