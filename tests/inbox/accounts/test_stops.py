"""One switch stops all automations, of an account or of the workspace, and says so (K-11)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.accounts import changes, stops, switches
from inbox.accounts.changes import AutomationsSwitched
from inbox.accounts.models import Account, AuditEntry, AutomationStop
from tests import factories

pytestmark = pytest.mark.django_db
Action = AuditEntry.Action
WHOLE = "/settings/automations/"


@pytest.fixture
def account():
    return factories.account(username="shop")


@pytest.fixture
def kim(account):
    return factories.member(account.workspace, role="lead", name="Kim Duarte")


@pytest.fixture
def as_kim(client, kim):
    client.force_login(kim.user)
    return client


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(changes.switches, "_listeners", [heard.append])
    return heard


def visitor(member):
    client = Client()
    client.force_login(member.user)
    return client


def address(account):
    return f"/accounts/{account.pk}/automations/"


def log(workspace):
    return [entry.action for entry in AuditEntry.objects.in_workspace(workspace).order_by("pk")]


def test_a_stop_is_kept_with_who_when_and_why_and_told(
    account, kim, told, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert switches.stop_automations(account, by=kim, because="wrong prices")
    assert not Account.everywhere.get(pk=account.pk).automations_on
    stop = AutomationStop.objects.visible_to(kim).get()
    assert (stop.account, stop.who, stop.because) == (account, "Kim Duarte", "wrong prices")
    assert told == [AutomationsSwitched(account.workspace_id, account.pk, is_on=False)]
    entry = AuditEntry.objects.in_workspace(account.workspace).get()
    assert (entry.action, entry.who) == (Action.AUTOMATIONS_STOPPED, "Kim Duarte")
    assert entry.subject == f"account:{account.pk}"


def test_resuming_ends_it_and_is_told(account, kim, told, django_capture_on_commit_callbacks):
    switches.stop_automations(account, by=kim, because="wrong prices")
    with django_capture_on_commit_callbacks(execute=True):
        assert switches.resume_automations(account, by=kim)
    assert Account.everywhere.get(pk=account.pk).automations_on
    assert not AutomationStop.objects.visible_to(kim).exists()
    assert told[-1] == AutomationsSwitched(account.workspace_id, account.pk, is_on=True)
    assert log(account.workspace) == [Action.AUTOMATIONS_STOPPED, Action.AUTOMATIONS_RESUMED]


def test_who_comes_second_changes_and_notes_nothing(account, kim):
    colleague = factories.member(account.workspace, role="admin", name="Ana Reis")
    assert switches.stop_automations(account, by=kim, because="wrong prices")
    same = Account.everywhere.get(pk=account.pk)
    assert not switches.stop_automations(same, by=colleague, because="something else")
    assert AutomationStop.objects.visible_to(kim).get().because == "wrong prices"
    assert switches.resume_automations(same, by=colleague)
    assert not switches.resume_automations(account, by=kim)
    assert len(log(account.workspace)) == 2


def test_the_workspace_and_its_accounts_are_stopped_apart(account, kim):
    workspace = account.workspace
    assert switches.stop_automations(workspace, by=kim, because="holiday")
    assert switches.stop_automations(account, by=kim, because="wrong prices")
    assert switches.resume_automations(workspace, by=kim)
    workspace.refresh_from_db()
    account.refresh_from_db()
    assert (workspace.automations_on, account.automations_on) == (True, False)


def test_leads_and_admins_stop_from_the_page_and_everyone_sees_it(account, as_kim):
    values = {"on": "no", "because": "  wrong prices. ", "next": "/inbox/all/"}
    assert as_kim.post(address(account), values)["Location"] == "/inbox/all/"
    agent = visitor(factories.member(account.workspace))
    banner = agent.get("/inbox/all/").content.decode().partition('id="stopped"')[2]
    banner = banner.partition("</section>")[0]
    for words in ("Automations are stopped for", "@shop", "Kim Duarte", "wrong prices",
                  "People can still answer."):  # fmt: skip
        assert words in banner
    assert "prices.." not in banner


@pytest.mark.parametrize("path", ["account", "workspace"])
def test_agents_are_told_who_may(account, kim, path):
    factories.member(account.workspace, role="admin", name="Ana Reis")
    agent = visitor(factories.member(account.workspace))
    url = address(account) if path == "account" else WHOLE
    refusal = agent.post(url, {"on": "no", "because": "wrong prices"})
    assert refusal.status_code == 403
    assert "Ana Reis" in refusal.content.decode()
    assert not AutomationStop.everywhere.exists()


def test_strangers_find_nothing(account, kim):
    switches.stop_automations(account, by=kim, because="wrong prices")
    stranger = visitor(factories.member(role="admin"))
    assert stranger.post(address(account), {"on": "yes"}).status_code == 404
    assert AutomationStop.everywhere.exists()
    shown = stranger.get(f"/stopped/?of={account.pk}&of=workspace").content.decode()
    assert "wrong prices" not in shown
    assert f'id="switch-{account.pk}"' not in shown
    assert 'id="switch-workspace"' in shown


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"on": "no"}, "Say why"),
        ({"on": "no", "because": "   "}, "Say why"),
        ({"on": "no", "because": "x" * 201}, "has 201 characters; shorten it to 200"),
        ({"on": "no", "because": "a\0b"}, "Null characters"),
        ({}, "Choose whether automations go on or stop."),
        ({"on": "perhaps"}, "“yes” or “no”"),
    ],
)
def test_a_stop_without_a_good_reason_is_answered_with_words(account, as_kim, values, says):
    for url in (address(account), WHOLE):
        answer = as_kim.post(url, values)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        piece = as_kim.post(url, values, headers={"HX-Request": "true"})
        assert piece.status_code == 422
        assert says in piece.content.decode()
    assert not AutomationStop.everywhere.exists()


def test_the_longest_reason_is_taken(account, as_kim):
    as_kim.post(address(account), {"on": "no", "because": "x" * 200})
    assert AutomationStop.everywhere.get().because == "x" * 200


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:x"])
def test_nobody_is_sent_to_another_site(account, as_kim, elsewhere):
    answer = as_kim.post(address(account), {"on": "yes", "next": elsewhere})
    assert answer["Location"] == "/settings/sending/"


def test_the_page_asks_for_the_reason_without_scripts_too(account, as_kim):
    page = as_kim.get(f"{address(account)}?next=/inbox/all/").content.decode()
    assert 'name="because"' in page
    assert 'maxlength="200"' in page
    assert 'name="next" value="/inbox/all/"' in page


def test_an_act_of_a_page_is_answered_with_the_banner_and_the_switch(account, as_kim):
    values = {"on": "no", "because": "wrong prices"}
    pieces = as_kim.post(address(account), values, headers={"HX-Request": "true"})
    assert pieces.status_code == 200
    page = pieces.content.decode()
    assert 'id="stopped"' in page
    assert f'id="switch-{account.pk}"' in page
    assert 'data-on="no"' in page


def test_what_people_wrote_is_shown_as_text(account, as_kim):
    as_kim.post(address(account), {"on": "no", "because": "<b>now</b> {who} {0} %s"})
    for path in ("/inbox/all/", "/settings/sending/", "/settings/audit/"):
        page = as_kim.get(path).content.decode()
        assert "<b>now</b>" not in page
        assert "&lt;b&gt;now&lt;/b&gt; {who} {0} %s" in page


def test_one_stop_is_one_sentence_and_several_are_a_list(account, kim):
    workspace = account.workspace
    other = factories.account(workspace, username="atelier")
    switches.stop_automations(account, by=kim, because="wrong prices")
    (line,) = stops.lines(workspace.pk)
    assert "Automations are stopped for <strong>@shop</strong> since" in line.words
    switches.stop_automations(other, by=kim, because="sold out")
    switches.stop_automations(workspace, by=kim, because="holiday")
    lines = stops.lines(workspace.pk)
    assert [line.key for line in lines] == ["workspace", str(other.pk), str(account.pk)]
    assert lines[0].words.startswith("All accounts since")


def test_a_page_asks_once_however_much_is_stopped(account, as_kim, kim):
    counted = []
    for name in ("", "one", "two", "three"):
        if name:
            more = factories.account(account.workspace, username=name)
            switches.stop_automations(more, by=kim, because="wrong prices")
        with CaptureQueriesContext(connection) as queries:
            as_kim.get("/settings/sending/")
        counted.append(len(queries))
    assert len(set(counted)) == 1


def test_the_audit_log_says_why_and_how_long(account, as_kim):  # STG-4
    as_kim.post(WHOLE, {"on": "no", "because": "wrong prices"})
    as_kim.post(WHOLE, {"on": "yes"})
    page = as_kim.get("/settings/audit/").content.decode()
    for words in ("Automations stopped", "wrong prices", "Automations resumed", "After 0 minutes"):
        assert words in page
