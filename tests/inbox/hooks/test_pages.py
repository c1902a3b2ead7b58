"""The pages of webhooks: who may see and do what, and that foreign words stay words."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from inbox import hooks
from inbox.accounts.models import AuditEntry
from inbox.hooks import Event
from inbox.hooks.models import Endpoint, HookCall, RuleKey
from tests import factories
from tests.inbox.hooks.receiver import Says

pytestmark = pytest.mark.django_db
LIST, NEW, RULES = "/settings/webhooks/", "/settings/webhooks/new/", "/settings/webhooks/rules/"
WANTED = {"url": "https://shop.example/hooks", "events": ["message.sent"], "note": "Till"}


def visitor(member):
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def page(admin):
    return visitor(admin)


@pytest.fixture
def one(endpoint):
    return f"{LIST}{endpoint.pk}/"


def call_of(endpoint, key="1", **fields):
    made = {
        "target": "t",
        "event": "message.sent",
        "body": "{}",
        "workspace_id": endpoint.workspace_id,
    }
    if fields.get("state", "waiting") != "waiting":
        made |= {"due_at": None, "settled_at": timezone.now()}
    return HookCall.everywhere.create(endpoint=endpoint, key=key, **made | fields)


def test_an_empty_list_says_what_it_is_for_and_leads_on(page, workspace):
    text = page.get(LIST).content.decode()
    assert "No system is told anything yet." in text
    assert f'href="{NEW}"' in text
    lead = visitor(factories.member(workspace, role="lead")).get(LIST).content.decode()
    assert "An admin can add a webhook." in lead
    assert NEW not in lead


def test_a_webhook_is_added_and_its_secret_shown_once(page, workspace):
    answer = page.post(NEW, WANTED, follow=True)
    endpoint = Endpoint.everywhere.get()
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{LIST}{endpoint.pk}/"
    assert endpoint.secret in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert endpoint.secret not in page.get(f"{LIST}{endpoint.pk}/").content.decode()
    entry = AuditEntry.objects.in_workspace(workspace).get()
    assert (entry.who, entry.detail["did"]) == ("Ana Reis", "added")
    assert "shop.example" in page.get("/settings/audit/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "", "Write the address of your system"),
        ("url", "http://10.0.0.1/", "private or reserved"),
        ("url", "https://ana:secret@shop.example/", "calls are signed"),
        ("url", '"><script>alert(1)</script>', "whole address"),
        ("url", "https://a.example/\0", "Null characters"),
        ("events", [], "Choose at least one"),
        ("events", ["everything"], "nothing that can be told"),
        ("note", "x" * 201, "longer than 200"),
    ],
)
def test_what_cannot_be_saved_is_answered_with_words(page, field, value, words):  # STG-1
    answer = page.post(NEW, WANTED | {field: value})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert f'href="#id_{field}"' in text
    assert f'id="id_{field}"' in text
    assert "<title>Error: " in text
    assert "<script>alert" not in text
    assert not Endpoint.everywhere.exists()


def test_it_is_edited_switched_and_removed(page, endpoint, one):
    assert "Webhook saved." in page.post(f"{one}edit/", WANTED, follow=True).content.decode()
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.note) == (WANTED["url"], "Till")
    assert "Nothing was changed." in page.post(f"{one}edit/", WANTED, follow=True).content.decode()
    page.post(f"{one}switch/", {"on": "no"})
    assert 'data-status="off"' in page.get(one).content.decode()
    page.post(f"{one}switch/", {"on": "yes"})
    assert 'data-status="on"' in page.get(one).content.decode()
    wrong = page.post(f"{one}removal/", {"confirm": "another.example"})
    assert wrong.status_code == 422
    assert "Nothing was removed." in wrong.content.decode()
    page.post(f"{one}removal/", {"confirm": "Shop.Example "})
    assert page.get(one).status_code == 404
    assert "No system is told" in page.get(LIST).content.decode()


def test_a_new_secret_is_shown_once(page, endpoint, one):
    text = page.post(f"{one}secret/", follow=True).content.decode()
    new = Endpoint.everywhere.get().secret
    assert new != endpoint.secret
    assert new in text
    assert new not in page.get(one).content.decode()


def test_a_secret_is_not_shown_on_another_page(page, endpoint, one):
    page.post(f"{one}secret/")
    assert Endpoint.everywhere.get().secret not in page.get(RULES).content.decode()
    assert Endpoint.everywhere.get().secret in page.get(one).content.decode()


def test_a_test_is_sent_and_its_answer_is_in_the_log(page, endpoint, one, receiver, serve):
    receiver.says.append(Says(200, b'{"ok": true}'))
    assert "on its way" in page.post(f"{one}tests/", follow=True).content.decode()
    serve()
    assert receiver.got[0].body["data"]["asked_by"] == "Ana Reis"
    text = page.get(one).content.decode()
    assert 'data-state="done"' in text
    assert "&quot;ok&quot;: true" in text


def test_no_test_goes_to_what_is_off(page, one):
    page.post(f"{one}switch/", {"on": "no"})
    assert "Switch the webhook on first" in page.post(f"{one}tests/", follow=True).content.decode()
    assert not HookCall.everywhere.exists()


def test_what_others_say_stays_words(page, workspace, endpoint, one, receiver, serve):
    receiver.says.append(Says(500, b"</pre><script>alert(1)</script>"))
    hooks.emit(
        workspace.pk, Event.MESSAGE_SENT, "1", {"text": "</pre><img src=x onerror=alert(1)>"}
    )
    serve()
    text = page.get(one).content.decode()
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)" in text
    assert "&lt;/pre&gt;&lt;img" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_the_log_is_narrowed_by_state_and_paged(page, endpoint, one):
    for number in range(35):
        call_of(endpoint, str(number), state="failed" if number % 5 == 0 else "done")
    text = page.get(one).content.decode()
    assert text.count('data-testid="call"') == 30
    (older,) = re.findall(r'href="(\?[^"]*before=\d+)"', text)
    assert (
        page.get(one + older.replace("&amp;", "&")).content.decode().count('data-testid="call"')
        == 5
    )
    failed = page.get(f"{one}?state=failed").content.decode()
    assert failed.count('data-testid="call"') == 7
    assert "No call is in this state." in page.get(f"{one}?state=waiting").content.decode()
    for nonsense in (
        "?state=lost",
        "?before=abc",
        "?before=" + "9" * 30,
        "?before=²",
        "?state=%00",
    ):
        assert page.get(one + nonsense).status_code == 200


def test_the_log_keeps_itself_true(page, endpoint, one):
    call_of(endpoint)
    piece = page.get(one, headers={"HX-Request": "true"}).content.decode()
    assert piece.lstrip().startswith('<section class="hooks" id="hook-log"')
    assert "<html" not in piece


def test_one_and_all_failed_are_replayed(page, endpoint, one):
    first, second, done = (
        call_of(endpoint, "1", state="failed"),
        call_of(endpoint, "2", state="failed"),
        call_of(endpoint, "3", state="done"),
    )
    text = page.post(f"{LIST}calls/{first.pk}/replays/", follow=True).content.decode()
    assert "1 call is made again." in text
    assert "Replay the 1 that failed" in text
    page.post(f"{one}replays/")
    states = dict(HookCall.everywhere.values_list("pk", "state"))
    assert states == {first.pk: "waiting", second.pk: "waiting", done.pk: "done"}
    assert "Nothing to replay" in page.post(f"{one}replays/", follow=True).content.decode()


def test_calls_of_rules_have_a_page_a_secret_and_replays(page, workspace, admin):
    assert "No rule has called anything yet." in page.get(RULES).content.decode()
    hooks.ask(workspace.pk, "https://a.example/stock", "run-1-1", {"size": "M"})
    assert "https://a.example/stock" in page.get(RULES).content.decode()
    text = page.post(f"{RULES}secret/", follow=True).content.decode()
    assert RuleKey.everywhere.get(workspace=workspace).secret in text
    HookCall.everywhere.update(state="failed", due_at=None, settled_at=timezone.now())
    page.post(f"{RULES}replays/")
    call = HookCall.everywhere.get()
    assert call.state == "waiting"
    assert page.get(f"{LIST}calls/{call.pk}/").status_code == 200
    assert 'href="/settings/webhooks/rules/"' in page.get(LIST).content.decode()


def test_the_list_costs_the_same_however_many_there_are(
    page, workspace, endpoint, admin, django_assert_max_num_queries
):
    for number in range(5):
        Endpoint.everywhere.create(
            workspace=workspace, url=f"https://{number}.example/", events=["test"], secret="s"
        )
    call_of(endpoint, state="failed")
    with django_assert_max_num_queries(12):
        text = page.get(LIST).content.decode()
    assert "1 failed" in text
    assert text.count('data-testid="webhook"') == 6


@pytest.mark.parametrize(
    ("role", "reads", "changes"), [("agent", 403, 403), ("lead", 200, 403), ("admin", 200, 302)]
)
def test_each_role_may_do_its_own(workspace, endpoint, one, role, reads, changes):  # IA-1
    call = call_of(endpoint, state="failed")
    client = visitor(factories.member(workspace, role=role))
    for path in (LIST, one, RULES, f"{LIST}calls/{call.pk}/"):
        assert client.get(path).status_code == reads
    for path in (f"{one}edit/", f"{one}removal/", NEW):
        assert client.get(path).status_code == (200 if role == "admin" else 403)
    acts = [
        f"{one}tests/",
        f"{one}secret/",
        f"{one}replays/",
        f"{RULES}secret/",
        f"{RULES}replays/",
    ]
    for path in (*acts, f"{LIST}calls/{call.pk}/replays/", f"{one}switch/"):
        assert client.post(path).status_code == changes, path


def test_a_stranger_finds_nothing(endpoint, one):
    call = call_of(endpoint, state="failed")
    stranger = visitor(factories.member(role="admin"))
    assert endpoint.host not in stranger.get(LIST).content.decode()
    for path in (one, f"{one}edit/", f"{one}removal/", f"{LIST}calls/{call.pk}/"):
        assert stranger.get(path).status_code == 404
    for path in ("tests/", "secret/", "replays/", "switch/", "removal/", "edit/"):
        assert stranger.post(one + path, WANTED).status_code == 404
    assert stranger.post(f"{LIST}calls/{call.pk}/replays/").status_code == 404
    call.refresh_from_db()
    assert call.state == "failed"


@pytest.mark.parametrize("path", [LIST, NEW, RULES])
def test_a_page_has_one_heading_and_one_main(page, path):  # IA-5
    text = page.get(path).content.decode()
    assert text.count("<h1") == 1
    assert text.count("<main") == 1
