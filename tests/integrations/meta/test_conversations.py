"""What Meta shows of what we said, read out of its answers (F-4)."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox.delivery.errors import Hold, SendError, Unknown
from inbox.delivery.models import Outbound
from inbox.delivery.settling import Lost, Said
from integrations.meta.conversations import EVER, IN_DETAIL, REPLIES, InstagramWitness
from integrations.meta.graph import GraphClient
from tests import factories
from tests.graph_stand_in import Answer, GraphStandIn, error

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 21, 12, tzinfo=UTC)
ADA = "2001"


@pytest.fixture
def graph():
    stand_in = GraphStandIn()
    yield stand_in
    stand_in.close()


@pytest.fixture
def account():
    return factories.account(username="bakery.demo")


@pytest.fixture
def look(graph, account):
    """What the witness makes of ``answer``."""

    def look(answer, kind=Outbound.Kind.MESSAGE, comment_id=""):
        graph.answers.append(answer if isinstance(answer, Answer) else Answer(body=answer))
        lost = Lost(kind, ADA, comment_id, "Three days.", False, NOON, NOON)
        return InstagramWitness(GraphClient(graph.url)).look(account, lost)

    return look


def line(account, number=1, by=None, at=NOON, **more):
    author = {"id": account.external_id, "username": account.username} if by is None else by
    made = {"id": f"m{number}", "created_time": at.strftime("%Y-%m-%dT%H:%M:%S+0000")}
    return made | {"from": author, "message": "Three days."} | more


def conversation(*lines, **page):
    return {"data": [{"id": "c1", "messages": {"data": list(lines), **page}}]}


def test_the_one_conversation_is_asked_for_with_its_newest_messages(look, graph, account):
    look(conversation(line(account)))
    asked = graph.asked[0]
    assert asked.path.endswith(f"/{account.external_id}/conversations")
    assert asked.query["platform"] == ["instagram"]
    assert asked.query["user_id"] == [ADA]
    fields = "messages.limit(20){id,created_time,from,to,message,attachments}"
    assert asked.query["fields"] == [fields]


def test_what_the_account_said_is_told_apart_from_the_contact(look, account):
    theirs = line(account, 2, by={"id": ADA, "username": "ada.b"}, at=NOON - timedelta(hours=1))
    photo = {"message": "", "attachments": {"data": [{"id": "a1", "mime_type": "image/jpeg"}]}}
    shown = look(conversation(line(account, 3, **photo), line(account), theirs))
    assert shown.said == (Said("m3", NOON, "", True), Said("m1", NOON, "Three days."))
    assert shown.complete_since == EVER


def test_a_full_page_proves_what_is_younger_than_its_oldest_line(look, account):
    lines = [line(account, number, at=NOON - number * timedelta(hours=1)) for number in range(20)]
    shown = look(conversation(*lines))
    assert len(shown.said) == IN_DETAIL
    assert shown.complete_since == NOON - timedelta(hours=19)
    more = {"paging": {"next": "https://graph.instagram.com/next"}}
    assert look(conversation(line(account), **more)).complete_since == NOON


@pytest.mark.parametrize(
    "missing", [{"from": None}, {"created_time": None}, {"created_time": "soon"}, {"id": None}]
)
def test_a_line_that_does_not_say_whose_or_when_spoils_the_proof(look, account, missing):
    shown = look(conversation(line(account), line(account, 2) | missing))
    assert [said.external_id for said in shown.said] == ["m1"]
    assert shown.complete_since is None


@pytest.mark.parametrize(
    "answer", [{"data": []}, {}, {"data": "?"}, {"data": [{"id": "c1"}]}, conversation()]
)
def test_no_conversation_and_an_empty_one_prove_nothing(look, answer):
    shown = look(answer)
    assert (shown.said, shown.complete_since) == ((), None)


def test_replies_are_read_below_the_comment(look, graph, account):
    reply = {"id": "18200", "text": "Thanks!", "timestamp": "2026-09-21T12:00:00+0000"}
    ours = reply | {"from": {"id": account.external_id}}
    named = reply | {"id": "18201", "from": {"username": "bakery.demo"}}
    theirs = reply | {"id": "18202", "from": {"id": ADA, "username": "ada.b"}}
    shown = look({"data": [ours, named, theirs]}, Outbound.Kind.PUBLIC_REPLY, "18100")
    assert [said.external_id for said in shown.said] == ["18200", "18201"]
    assert shown.complete_since == EVER
    asked = graph.asked[0]
    assert asked.path.endswith("/18100/replies")
    assert asked.query == {"fields": ["id,text,timestamp,from"], "limit": [str(REPLIES)]}


def test_a_reply_whose_comment_nobody_knows_is_not_looked_for(look, graph):
    shown = look({}, Outbound.Kind.PUBLIC_REPLY, "")
    assert shown.complete_since is None
    assert graph.asked == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(4), Hold),
        (error(190, 463), Hold),
        (error(100), SendError),
        (Answer(503, b"<html>"), Unknown),
        (Answer(hang_up=True), Unknown),
        (Answer(body=b"[]"), Unknown),
    ],
)
def test_what_is_no_answer_is_told_in_the_words_of_the_outbox(look, answer, kind):
    with pytest.raises(kind):
        look(answer)
