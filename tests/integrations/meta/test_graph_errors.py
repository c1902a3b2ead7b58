"""Every error of Meta that we know, and what it means for a message (F-1)."""

from datetime import timedelta

import pytest

from inbox.delivery.errors import Hold, Permanent, Retryable, SendError, Unknown
from inbox.delivery.models import Reason
from integrations.meta.graph_errors import MEANINGS, GraphError, Then, send_error

WINDOW = (Permanent, Reason.WINDOW_EXPIRED)
CONTACT = (Permanent, Reason.CONTACT_UNAVAILABLE)
CONTENT = (Permanent, Reason.CONTENT_REJECTED)
MEDIA = (Permanent, Reason.MEDIA_REJECTED)
FORBIDDEN = (Permanent, Reason.PERMISSION_MISSING)
COMMENT = (Permanent, Reason.PRIVATE_REPLY_USED)
OPT_IN = (Permanent, Reason.OPT_IN_MISSING)
LIMITED = (Hold, Reason.RATE_LIMITED)
DISCONNECTED = (Hold, Reason.PERMISSION_MISSING)
UNKNOWN = (Unknown, Reason.OUTCOME_UNKNOWN)

TABLE = {
    # window, tags, thread state
    (10, 2534022): WINDOW,
    (10, 2018278): WINDOW,
    (10, 2018065): WINDOW,
    (10, 2018108): CONTACT,
    (10, 1893063): LIMITED,
    (10, 2534077): DISCONNECTED,
    (10, 2018336): CONTACT,
    (10, 2018300): FORBIDDEN,
    (100, 2534037): FORBIDDEN,
    (2018300, None): FORBIDDEN,
    (2018321, None): (Retryable, Reason.INSTAGRAM_UNAVAILABLE),
    (27, None): FORBIDDEN,
    (100, 2534001): CONTACT,
    # recipient
    (100, 2534014): CONTACT,
    (100, 2018001): CONTACT,
    (551, 1545041): CONTACT,
    (551, None): CONTACT,
    (200, 1545041): CONTACT,
    (230, None): CONTACT,
    (2018218, None): CONTACT,
    (9000001, None): CONTENT,
    # private replies and comments
    (100, 2534025): COMMENT,
    (100, 2534013): FORBIDDEN,
    (100, 2534015): CONTENT,
    (10900, None): COMMENT,
    # tokens
    (190, None): DISCONNECTED,
    **{(190, subcode): DISCONNECTED for subcode in (458, 459, 460, 463, 464, 467, 492)},
    (102, None): DISCONNECTED,
    (102, 463): DISCONNECTED,
    (200, 2534041): DISCONNECTED,
    # permissions, the shape of the request
    (10, None): DISCONNECTED,
    (200, None): DISCONNECTED,
    (299, None): DISCONNECTED,
    (200, 2018028): FORBIDDEN,
    (3, None): DISCONNECTED,
    (101, None): DISCONNECTED,
    (1, 99): UNKNOWN,
    (100, None): CONTENT,
    (100, 33): CONTACT,
    (100, 2018014): CONTENT,
    (2500, None): CONTENT,
    # attachments
    (100, 2018008): MEDIA,
    (100, 2018047): MEDIA,
    (100, 2018074): MEDIA,
    (100, 2018109): MEDIA,
    (100, 2018294): (Retryable, Reason.MEDIA_REJECTED),
    (100, 2018320): CONTENT,
    (100, 2018328): CONTENT,
    (1609005, None): MEDIA,
    # limits, abuse, opt-in
    (4, None): LIMITED,
    **{(4, subcode): LIMITED for subcode in (1349210, 1349211, 1349212)},
    (4, 2018354): (Retryable, Reason.RATE_LIMITED),
    (17, 2446079): LIMITED,
    (32, None): LIMITED,
    (341, None): LIMITED,
    (613, None): LIMITED,
    (613, 2534040): LIMITED,
    (613, 2018338): CONTACT,
    (613, 1893016): OPT_IN,
    (80001, None): LIMITED,
    (80002, None): LIMITED,
    (80006, None): LIMITED,
    (9, 2018352): (Retryable, Reason.RATE_LIMITED),
    (10, 1893015): OPT_IN,
    (10, 1404170): OPT_IN,
    (100, 2534029): DISCONNECTED,
    (368, 1390008): LIMITED,
    (506, None): CONTENT,
    (2022, None): CONTENT,
    (36103, None): DISCONNECTED,
    # server faults
    (1, None): UNKNOWN,
    (1, 1357046): UNKNOWN,
    (2, None): UNKNOWN,
    (2, 1545133): UNKNOWN,
    (-1, 2207001): UNKNOWN,
    (-2, None): UNKNOWN,
}


def meaning(code, subcode=None, status=400, *, tagged=False, **more) -> SendError:
    return send_error(GraphError(status, "no", code=code, subcode=subcode, **more), tagged=tagged)


@pytest.mark.parametrize(("pair", "expected"), TABLE.items(), ids=lambda value: str(value)[:40])
def test_each_error_has_its_reason(pair, expected):
    said = meaning(*pair)
    assert (type(said), said.reason) == expected
    assert (said.report.code, said.report.subcode, said.report.words) == (*pair, "no")


def test_the_words_decide_nothing():
    said = send_error(GraphError(400, "(#10) fuera de la ventana", code=551), tagged=False)
    assert said.reason == Reason.CONTACT_UNAVAILABLE


def test_a_bare_code_10_on_a_tagged_message_means_the_tag():  # W-11
    said = meaning(10, tagged=True)
    assert isinstance(said, Permanent)
    assert said.tag_refused
    assert not meaning(10, 2534022, tagged=True).tag_refused


@pytest.mark.parametrize(
    ("status", "code", "more", "kind", "reason"),
    [
        (400, 77777, {}, Permanent, Reason.CONTENT_REJECTED),
        (400, 100, {"subcode": 5}, Permanent, Reason.CONTENT_REJECTED),
        (403, 10, {"subcode": 5}, Permanent, Reason.PERMISSION_MISSING),
        (400, 77777, {"is_transient": True}, Retryable, Reason.INSTAGRAM_UNAVAILABLE),
        (500, 77777, {}, Unknown, Reason.OUTCOME_UNKNOWN),
        (429, None, {}, Hold, Reason.RATE_LIMITED),
    ],
)
def test_what_is_not_in_the_table_is_taken_by_its_class(status, code, more, kind, reason):
    said = meaning(code, status=status, **more)
    assert (type(said), said.reason) == (kind, reason)


def test_a_block_for_hours_waits_an_hour_where_meta_names_no_time():
    assert meaning(368).retry_after == timedelta(hours=1)
    assert meaning(368, retry_after=timedelta(hours=3)).retry_after == timedelta(hours=3)
    assert meaning(4).retry_after is None


def test_only_what_a_person_must_mend_waits_for_a_person():
    for (code, subcode), row in MEANINGS.items():
        said = meaning(code, subcode)
        if isinstance(said, Hold):
            assert said.reconnect == (row.then is Then.RECONNECT)
