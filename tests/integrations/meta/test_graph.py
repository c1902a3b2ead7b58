"""The Graph client on the wire, and what is an error however it is dressed."""

import logging
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.accounts.channels import INSTAGRAM
from inbox.accounts.models import Member
from inbox.delivery.errors import Hold, Permanent, Retryable, Unknown
from inbox.delivery.guard import CommentGrant, Grants, Person, Text, decide
from inbox.delivery.models import Reason
from inbox.local import ports
from inbox.threads.window import State, Window
from integrations.meta import graph as client_module
from integrations.meta.adapter import InstagramAdapter
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from tests import factories
from tests.graph_stand_in import Answer, GraphStandIn, error

TOKEN = "IGAA-secret-token"


@pytest.fixture
def graph():
    stand_in = GraphStandIn()
    yield stand_in
    stand_in.close()


@pytest.fixture
def client(graph):
    return GraphClient(graph.url, "v25.0")


@pytest.fixture
def adapter(client):
    return InstagramAdapter(client)


@pytest.fixture
def account(db):
    return factories.account(
        external_id="17841400000000001", username="bakery", token=TOKEN, calls_per_hour=0
    )


def allowed(text="hello", state=State.OPEN, grants=None):
    window = Window(state, None, None, None)
    return decide(Person(Member()), window, Text(text), grants or Grants("2001"), INSTAGRAM)


def to_comment(*, publicly=False, ends_in=timedelta(days=6), live=False):
    grant = CommentGrant("18100", timezone.now() + ends_in, is_live=live)
    return allowed(grants=Grants("2001", grant, publicly=publicly))


# --- What goes out --------------------------------------------------------------------------------
def test_a_message_is_posted_under_the_accounts_own_id(graph, adapter, account):
    sent = adapter.send(account, allowed("Grüße 👋"))
    assert (sent.external_id, sent.recipient_id) == ("sent-1", "2001")
    [asked] = graph.asked
    assert (asked.method, asked.path) == ("POST", "/v25.0/17841400000000001/messages")
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert asked.body == {"recipient": {"id": "2001"}, "message": {"text": "Grüße 👋"}}


def test_a_human_reply_carries_the_tag_and_its_type(graph, adapter, account):  # W-10
    adapter.send(account, allowed(state=State.HUMAN_AGENT))
    assert graph.asked[0].body == {
        "recipient": {"id": "2001"},
        "message": {"text": "hello"},
        "messaging_type": "MESSAGE_TAG",
        "tag": "HUMAN_AGENT",
    }


def test_a_private_reply_names_the_comment(graph, adapter, account):  # W-6
    adapter.send(account, to_comment())
    assert graph.asked[0].body == {
        "recipient": {"comment_id": "18100"},
        "message": {"text": "hello"},
    }


def written(ago):
    return Answer(
        body={"id": "18100", "timestamp": f"{timezone.now() - ago:%Y-%m-%dT%H:%M:%S+0000}"}
    )


@pytest.mark.parametrize(
    "told",
    [written(timedelta(days=6)), Answer(body={"id": "18100"}), error(100), error(4)],
    ids=["in time", "not told", "refused", "limited"],
)
def test_near_the_end_of_its_week_a_comment_is_asked_for_its_age(graph, adapter, account, told):
    """W-6: its webhook may have been held back, and tells only when it was sent."""
    graph.answers.append(told)
    assert adapter.send(account, to_comment(ends_in=timedelta(hours=35))).external_id
    asked, sent = graph.asked
    assert (asked.method, asked.path) == ("GET", "/v25.0/18100")
    assert sent.body["recipient"] == {"comment_id": "18100"}


def test_a_comment_that_is_older_than_its_webhook_said_is_left_alone(graph, adapter, account):
    """W-4, W-6"""
    graph.answers.append(written(timedelta(days=7)))
    with pytest.raises(Permanent) as refusal:
        adapter.send(account, to_comment(ends_in=timedelta(hours=1)))
    assert refusal.value.reason == Reason.PRIVATE_REPLY_USED
    assert [asked.method for asked in graph.asked] == ["GET"]


@pytest.mark.parametrize(("hours", "live"), [(37, False), (1, True)])
def test_no_other_comment_costs_a_call_more(graph, adapter, account, hours, live):  # L-5
    adapter.send(account, to_comment(ends_in=timedelta(hours=hours), live=live))
    assert [asked.method for asked in graph.asked] == ["POST"]


def test_a_public_reply_is_posted_under_the_comment(graph, adapter, account):  # K-3
    sent = adapter.send(account, to_comment(publicly=True))
    assert sent.external_id == "18001"
    assert graph.asked[0].path == "/v25.0/18100/replies"
    assert graph.asked[0].body == {"message": "hello"}


def test_reading_gives_the_object(graph, client, account):
    graph.answers.append(Answer(body={"id": "2001", "name": None}))
    assert client.get(account, "2001", {"fields": "name"}) == {"id": "2001", "name": None}
    assert graph.asked[0].query == {"fields": ["name"]}


def test_a_connection_is_kept_for_the_next_call(graph, adapter, account):
    for _ in range(5):
        adapter.send(account, allowed())
    assert graph.connections == 1


def test_each_thread_has_wires_of_its_own(graph, adapter, account):
    adapter.send(account, allowed())
    other = threading.Thread(target=adapter.send, args=(account, allowed()))
    other.start()
    other.join()
    assert graph.connections == 2


def test_a_netrc_file_does_not_take_the_tokens_place(
    graph, adapter, account, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    adapter.send(account, allowed())
    assert graph.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_token_is_never_logged(graph, client, account, caplog):
    graph.answers.extend([error(190), Answer(hang_up=True)])
    with caplog.at_level(logging.DEBUG):
        for expected in (GraphError, GraphUnreachable):
            with pytest.raises(expected) as raised:
                client.get(account, "me", {})
            assert TOKEN not in f"{raised.value!r} {raised.value}"
    assert TOKEN not in caplog.text


def test_a_token_that_meta_repeats_is_not_kept(graph, client, account):
    lost = "EAA" + "x" * 60
    graph.answers.append(error(190, message=f"Malformed access token {TOKEN}, not {lost}"))
    graph.answers.append(Answer(404, f"<html>{TOKEN}</html>".encode()))
    for _ in range(2):
        with pytest.raises(GraphError) as raised:
            client.get(account, "me", {})
        kept = f"{raised.value} {raised.value.words} {raised.value.body}"
        assert TOKEN not in kept
        assert lost not in kept
        assert "(token)" in raised.value.body


# --- What comes back ------------------------------------------------------------------------------
def test_an_error_in_a_200_is_an_error(graph, client, account):
    graph.answers.append(error(10, 2534022, status=200))
    with pytest.raises(GraphError) as raised:
        client.get(account, "me", {})
    assert (raised.value.code, raised.value.subcode) == (10, 2534022)


def test_a_redirect_is_not_followed(graph, client, account):
    graph.answers.append(Answer(302, {}, {"Location": "http://127.0.0.1/elsewhere"}))
    with pytest.raises(GraphError):
        client.get(account, "me", {})
    assert len(graph.asked) == 1


def test_an_answer_that_is_no_object_is_unreadable(graph, client, account):
    graph.answers.append(Answer(200, b"[1, 2]"))
    with pytest.raises(GraphUnreadable):
        client.get(account, "me", {})


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(hang_up=True), Unknown),
        (Answer(200, b"not json"), Unknown),
        (Answer(200, {"recipient_id": "2001"}), Unknown),
        (Answer(500, b"<html>"), Unknown),
        (Answer(503, {"error": {"message": "x", "code": 2}}), Unknown),
        (Answer(404, b"<html>"), Retryable),
        (Answer(429, b"slow down"), Hold),
        (error(4, 1349210, status=403), Hold),
        (error(987654), Permanent),
        (error(987654, is_transient=True), Retryable),
        (error(987654, status=500), Unknown),
        (Answer(400, {"error": "oops"}), Retryable),
    ],
)
def test_every_answer_is_one_of_four_kinds(graph, adapter, account, answer, kind):
    graph.answers.append(answer)
    with pytest.raises(kind):
        adapter.send(account, allowed())


def test_nobody_there_means_that_nothing_left(account):
    client = GraphClient(f"http://127.0.0.1:{ports.free_port()}", "v25.0")
    with pytest.raises(Retryable) as raised:
        InstagramAdapter(client).send(account, allowed())
    assert raised.value.reason == Reason.INSTAGRAM_UNAVAILABLE


def test_a_slow_answer_may_still_have_been_a_delivery(graph, adapter, account, monkeypatch):  # F-4
    monkeypatch.setattr(client_module, "READ_SECONDS", 0.05)
    answered = threading.Event()
    graph.answers.append(Answer(before=lambda: answered.wait(5)))
    with pytest.raises(Unknown):
        adapter.send(account, allowed())
    answered.set()


@pytest.mark.parametrize(
    ("usage", "minutes"),
    [
        ('{"1": [{"estimated_time_to_regain_access": 0}]}', None),
        ('{"1": [{"estimated_time_to_regain_access": 3}, {"call_count": 100}]}', 3),
        (
            (
                '{"1": [{"estimated_time_to_regain_access": 3}],'
                ' "2": [{"estimated_time_to_regain_access": 9}]}'
            ),
            9,
        ),
        ("not json", None),
        ('{"1": {"call_count": 1}}', None),
    ],
)
def test_metas_usage_header_says_how_long_to_wait(graph, adapter, account, usage, minutes):  # L-8
    limited = error(80002)
    limited.headers["X-Business-Use-Case-Usage"] = usage
    graph.answers.append(limited)
    with pytest.raises(Hold) as raised:
        adapter.send(account, allowed())
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert raised.value.retry_after == expected


def test_an_account_without_a_token_is_not_called(graph, adapter, account):
    account.token = ""
    with pytest.raises(Hold) as raised:
        adapter.send(account, allowed())
    assert raised.value.reconnect
    assert graph.asked == []
