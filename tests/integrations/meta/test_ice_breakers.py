"""What people may tap before they have written: read now and then, and set (K-1, L-5)."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from inbox.accounts.models import Account
from integrations.meta import ice_breakers
from integrations.meta.graph_errors import GraphError
from integrations.meta.ice_breakers import BadIceBreakers, set_ice_breakers
from integrations.meta.tasks import read_ice_breakers
from tests import factories
from tests.graph_stand_in import Answer, GraphStandIn
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
HOURS = {"question": "Opening hours?", "payload": "HOURS"}
PRICES = {"question": "Prices?", "payload": "PRICES"}


@pytest.fixture(autouse=True)
def _no_memory_of_asking(db):
    cache.clear()


@pytest.fixture
def account(sandbox):
    return factories.account(external_id=IG_ID, username="bakery.demo", token=TOKEN)


@pytest.fixture
def graph(settings):
    stand_in = GraphStandIn()
    settings.INSTAGRAM_GRAPH_URL = stand_in.url
    yield stand_in
    stand_in.close()


def kept(account):
    return Account.everywhere.get(pk=account.pk).ice_breakers


def test_they_are_kept_as_instagram_has_them(sandbox, account):
    sandbox.control("PATCH", f"accounts/{IG_ID}", ice_breakers=[HOURS, PRICES])
    read_ice_breakers(account.pk)
    assert kept(account) == [HOURS, PRICES]
    sandbox.control("PATCH", f"accounts/{IG_ID}", ice_breakers=[])
    read_ice_breakers(account.pk)
    assert kept(account) == []


def test_what_is_set_here_is_on_the_phone_and_kept(sandbox, account):
    set_ice_breakers(account, [("Opening hours?", "HOURS"), ("Prices?", "PRICES")])
    assert sandbox.control("GET", "chat?person=ada.b")["ice_breakers"] == [HOURS, PRICES]
    assert kept(account) == [HOURS, PRICES]
    set_ice_breakers(account, [])
    assert sandbox.control("GET", "chat?person=ada.b")["ice_breakers"] == []
    assert kept(account) == []


@pytest.mark.parametrize(
    "wanted",
    [
        [(f"Question {number}?", f"Q{number}") for number in range(5)],
        [("", "HOURS")],
        [("Opening hours?", " ")],
        [("Opening hours?", "HOURS"), ("When?", "HOURS")],
    ],
)
def test_what_instagram_would_not_show_is_refused_here(sandbox, account, wanted):
    with pytest.raises(BadIceBreakers):
        set_ice_breakers(account, wanted)
    assert sandbox.asked() == []


def test_a_refusal_leaves_everything_as_it_was(sandbox, account):
    set_ice_breakers(account, [("Opening hours?", "HOURS")])
    sandbox.fail_next(kind="error", code=10, times=2)
    with pytest.raises(GraphError):
        set_ice_breakers(account, [("Prices?", "PRICES")])
    read_ice_breakers(account.pk)
    assert kept(account) == [HOURS]


def test_every_language_is_known_by_what_it_tells(graph):
    account = factories.account()
    other = {"question": "Åpningstider?", "payload": "HOURS"}
    lists = [{"call_to_actions": [HOURS], "locale": "default"}]
    lists.append({"call_to_actions": [other, HOURS], "locale": "nb_NO"})
    graph.answers.append(Answer(body={"data": lists}))
    read_ice_breakers(account.pk)
    assert kept(account) == [HOURS, other]
    assert graph.asked[0].query == {"fields": ["ice_breakers"], "platform": ["instagram"]}


@pytest.mark.parametrize(
    "body", [{"data": None}, {}, {"data": [7, {"call_to_actions": [{"question": "?"}]}]}]
)
def test_an_answer_of_another_shape_is_no_ice_breaker(graph, body):
    account = factories.account(ice_breakers=[HOURS])
    graph.answers.append(Answer(body=body))
    read_ice_breakers(account.pk)
    assert kept(account) == []


def test_each_connected_account_is_read_once_in_hours(db):  # L-5
    connected = [factories.account(), factories.account()]
    factories.account(status=Account.Status.DISCONNECTED)
    assert ice_breakers.claim_due() == [connected[1].pk, connected[0].pk]
    cache.delete("ice-breakers:looked")
    assert ice_breakers.claim_due() == []
    new = factories.account()
    assert ice_breakers.claim_due() == []  # looked a moment ago
    cache.delete("ice-breakers:looked")
    assert ice_breakers.claim_due() == [new.pk]


def command(account, *options):
    out = StringIO()
    place = ["--workspace", account.workspace.slug, "--account", "@bakery.demo"]
    call_command("ice_breakers", *place, *options, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_sets_and_shows_them(sandbox, account):
    assert command(account, "--set", "Opening hours?=HOURS", "2+2=4?=SUM") == [
        "Opening hours?=HOURS",
        "2+2=4?=SUM",
    ]
    sandbox.control("PATCH", f"accounts/{IG_ID}", ice_breakers=[PRICES])
    assert command(account) == ["Prices?=PRICES"]
    assert command(account, "--none") == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "Opening hours?"], "is not like"),
        (["--set", "=HOURS"], "needs its words"),
        (["--account", "nobody.here"], "no account @nobody.here"),
        (["--workspace", "nowhere"], "no workspace “nowhere”"),
    ],
)
def test_the_command_says_what_is_wrong(account, options, words):
    with pytest.raises(CommandError, match=words):
        command(account, *options)


def test_the_command_tells_what_instagram_said(sandbox, account):
    sandbox.fail_next(kind="error", code=10, times=1)
    with pytest.raises(CommandError, match="Instagram did not take them"):
        command(account, "--none")
