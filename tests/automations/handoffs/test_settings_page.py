"""The page of handoff settings: what it keeps, refuses and shows before it is kept."""

import pytest
from django.test import Client

from automations.models import AutomationSettings, TopicRoute
from inbox.accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
PAGE, PREVIEW = "/settings/handoff/", "/settings/handoff/preview/"
USUAL = {
    "routing": "least_busy", "take_minutes": "10", "reply_minutes": "30", "raise_minutes": "60",
    "misses": "2", "failures": "2", "in_a_row": "3", "loop_turns": "10", "loop_minutes": "5",
    "pause_hours": "12", "on_complaint": "on", "on_sensitive": "on",
}  # fmt: skip


def visitor(workspace, role):
    client = Client()
    client.force_login(factories.member(workspace, role=role, name=role.title()).user)
    return client


@pytest.fixture
def admin(workspace):
    return visitor(workspace, "admin")


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("lead", 200), ("admin", 200)])
def test_leads_read_and_admins_change(workspace, role, status):
    client = visitor(workspace, role)
    assert client.get(PAGE).status_code == status
    if role != "admin":
        assert client.post(PAGE, USUAL).status_code == 403
        assert not AutomationSettings.everywhere.exists()


def test_saved_as_it_was_nothing_is_noted(admin):
    page = admin.post(PAGE, USUAL, follow=True).content.decode()
    assert "Nothing was changed." in page
    assert not AuditEntry.everywhere.exists()


def test_everything_is_kept_and_noted(admin, workspace):
    team = workspace.teams.create(name="Returns")
    posted = USUAL | {
        "routing": "round_robin", "default_team": team.pk, "take_minutes": "7",
        "person_words": "call Marta\n\n  call   Marta \nzé", "disclosure": "The bot again.",
        "acknowledgement": "Kim, {time}.", "on_sensitive": "",
        "topic-0-name": "Returns", "topic-0-words": "send back, reembolso", "topic-0-team": team.pk,
    }  # fmt: skip
    page = admin.post(PAGE, posted, follow=True).content.decode()
    assert "Handoff settings saved." in page
    kept = AutomationSettings.everywhere.get()
    assert (kept.routing, kept.default_team, kept.take_minutes) == ("round_robin", team, 7)
    assert kept.person_words == ["call Marta", "zé"]
    assert (kept.on_complaint, kept.on_sensitive) == (True, False)
    assert TopicRoute.everywhere.get().words == ["send back", "reembolso"]
    assert "Kim, within about 30 minutes." in page
    said = admin.get("/settings/audit/").content.decode()
    assert "take minutes: 10 → 7" in said
    assert "default team: – → Returns" in said
    assert "topics: – → Returns → Returns" in said
    admin.post(PAGE, posted | {"topic-0-name": "", "topic-0-words": "", "topic-0-team": ""})
    assert not TopicRoute.everywhere.exists()


@pytest.mark.parametrize(
    ("fields", "words", "where"),
    [
        ({"take_minutes": "0"}, "write a whole number from 1 to 1440", "take_minutes"),
        ({"raise_minutes": "4"}, "write a whole number from 5 to 1440", "raise_minutes"),
        ({"misses": "two"}, "write a whole number from 1 to 10", "misses"),
        ({"routing": "x"}, "Choose how the next person is found.", "routing"),
        ({"default_team": "99999"}, "That team is not here any more.", "default_team"),
        ({"person_words": "!!!"}, "has no letter or digit", "person_words"),
        ({"acknowledgement": "ä" * 490 + "{time}"}, "Instagram takes 1000", "acknowledgement"),
        ({"disclosure": "x" * 301}, "at most 300 characters", "disclosure"),
        ({"topic-0-words": "price"}, "Give the topic a name.", "topic-0-name"),
        ({"topic-0-name": "Prices"}, "write the words that tell the topic", "topic-0-words"),
        ({"topic-0-name": "Prices", "topic-0-words": "price"}, "choose its team", "topic-0-team"),
    ],
)
def test_what_is_wrong_is_said_and_leads_to_its_field(admin, fields, words, where):  # STG-1
    answer = admin.post(PAGE, USUAL | fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'href="#id_{where}"' in page
    assert f'id="id_{where}"' in page
    assert not AutomationSettings.everywhere.exists()


def test_a_team_of_another_workspace_is_none_of_ours(admin):
    team = factories.workspace().teams.create(name="Theirs")
    assert admin.post(PAGE, USUAL | {"default_team": team.pk}).status_code == 422


def test_the_sentences_are_shown_as_they_are_typed_and_nothing_is_kept(admin, opens):
    typed = {
        "acknowledgement": "Kim {time}!",
        "acknowledgement_closed": "<b>",
        "reply_minutes": "5",
    }
    page = admin.post(PREVIEW, typed).content.decode()
    assert "Kim within about 5 minutes!" in page
    assert "&lt;b&gt;" in page
    assert not AutomationSettings.everywhere.exists()


def test_where_nobody_closes_there_is_no_second_sentence(admin):
    assert "Never: no opening hours are set" in admin.post(PREVIEW, {}).content.decode()
