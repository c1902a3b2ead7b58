"""The tester's, the replay's and the trace's pages: who may see them and what they say."""

import pytest
from django.urls import reverse

from automations.models import Decision
from integrations.meta.models import Event
from tests import factories
from tests.automations.conftest import flow, rule

pytestmark = pytest.mark.django_db
PAGES = ["rule_tester", "rule_replay", "traces"]


@pytest.fixture
def admin(account, client):
    member = factories.member(account.workspace, role="admin")
    client.force_login(member.user)
    return member


@pytest.mark.parametrize("name", PAGES)
def test_leads_read_and_agents_are_told_who_can_let_them_in(account, client, name):
    lead, agent = (factories.member(account.workspace, role=role) for role in ("lead", "agent"))
    client.force_login(lead.user)
    assert client.get(reverse(name)).status_code == 200
    client.force_login(agent.user)
    assert client.get(reverse(name)).status_code == 403


def test_the_tester_answers_by_its_address(admin, client, have_rules):  # K-9
    have_rules(rule(), rule("Cost", keywords=["cost"]))
    page = client.get(reverse("rule_tester"), {"text": "the price?", "on": "dm"})
    assert page.status_code == 200
    assert "“Price” fires on “price”" in page.content.decode()
    assert 'data-outcome="no"' in page.content.decode()


def test_a_time_that_is_none_is_refused_in_words(admin, client, have_rules):
    page = client.get(reverse("rule_tester"), {"text": "x", "at": "soon"})
    assert page.status_code == 422
    assert "is no time" in page.content.decode()


def test_a_rule_of_strangers_can_not_be_tried(admin, client):
    stranger = factories.account().workspace
    from tests.automations.rows import a_rule

    other = a_rule(stranger)
    page = client.get(reverse("rule_tester"), {"text": "x", "rule": other.pk})
    assert page.status_code == 422


def test_without_an_account_the_tester_says_so(client):
    member = factories.member(role="admin")
    client.force_login(member.user)
    page = client.get(reverse("rule_tester"), {"text": "price"})
    assert "Connect an account first" in page.content.decode()


def test_the_replay_counts_days(admin, client, have_rules, hear):
    have_rules(rule())
    hear()
    page = client.get(reverse("rule_replay"), {"days": 3})
    assert "2 messages looked at" in page.content.decode()
    assert client.get(reverse("rule_replay"), {"days": 90}).status_code == 422


def test_the_trace_tells_the_whole_story_and_leads_back(admin, client, have_rules, hear, thread):
    """K-10: from the message to what was decided, done and sent."""
    have_rules(
        flow({"send": {"texts": ["Hi"]}}, {"ask": {"texts": ["E-mail?"], "answer": "email"}})
    )
    decision = hear("the price?")
    page = client.get(reverse("message_trace", args=[decision.message_id])).content.decode()
    for words in ("A rule answered", "version 1", "Hi", "E-mail?", "Waits for an answer"):
        assert words in page
    sent = decision.run.steps.first().outbound.message_id
    assert client.get(reverse("message_trace", args=[sent])).content.decode().count("E-mail?") >= 1
    assert f"#message-{decision.message_id}" in page


def test_an_event_has_its_trace(admin, client, account, have_rules, hear):
    have_rules(rule())
    decision = hear()
    event = Event.everywhere.create(
        workspace=account.workspace,
        account=account,
        owner=account.external_id,
        key="k",
        kind="message",
        payload={"a": "<script>"},
        occurred_at=decision.at,
        received_at=decision.at,
        outcome="applied",
        message=decision.message,
        thread=decision.thread,
    )
    page = client.get(reverse("trace", args=[event.pk]))
    assert "Our prices" in page.content.decode()
    assert "<script>" not in page.content.decode().split('<pre class="code"')[1].split("</pre>")[0]
    answer = client.get(reverse("message_trace", args=[decision.message_id]))
    assert answer["Location"] == reverse("trace", args=[event.pk])


def test_the_log_is_paged_and_of_one_workspace(admin, client, have_rules, hear):
    have_rules(rule())
    for _ in range(42):
        hear("hello there")
    first = client.get(reverse("traces"))
    assert first.content.decode().count('data-testid="trace-row"') == 40
    older = client.get(reverse("traces"), {"before": first.context["older"]})
    assert older.content.decode().count('data-testid="trace-row"') == 2
    client.force_login(factories.member(role="admin").user)
    assert 'data-testid="trace-row"' not in client.get(reverse("traces")).content.decode()
    message = Decision.everywhere.first().message_id
    assert client.get(reverse("message_trace", args=[message])).status_code == 404
