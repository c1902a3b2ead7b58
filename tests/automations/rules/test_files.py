"""Rules down and up as a file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from automations.models import Rule
from tests import factories
from tests.automations.rules.conftest import definition


@pytest.fixture
def send(visit, admin):
    """Upload a file; the answer."""

    def send(content, member=None):
        written = content if isinstance(content, bytes) else json.dumps(content).encode()
        file = SimpleUploadedFile("rules.json", written)
        return visit(member or admin).post("/automation/import/", {"file": file})

    return send


def document(*rules):
    return {"version": 1, "rules": list(rules)}


def test_what_is_exported_is_taken_back_as_the_same(visit, lead, add, send, names):
    add("Price")
    add("Sizes", on=["comment"], where={"posts": ["1"]}, once=True)
    answer = visit(lead).get("/automation/rules.json")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert 'attachment; filename="rules-' in answer.headers["Content-Disposition"]
    Rule.everywhere.all().delete()
    text = send(answer.content).content.decode()
    assert "2 rules added" in text
    assert names() == ["Price", "Sizes"]
    assert "2 rules were the same" in send(answer.content).content.decode()


def test_a_bad_file_says_everything_and_takes_nothing(send, workspace):
    answer = send(document({"name": "Good"} | definition(), {"name": "", "on": ["letter"]}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was imported" in text
    assert "rule 2" in text
    assert not Rule.objects.in_workspace(workspace).exists()
    assert send(b"{").status_code == 422
    assert "This is not JSON" in send(b"{").content.decode()


def test_no_file_an_empty_one_and_one_too_large_are_told(visit, admin, send):
    assert "Choose a file first" in visit(admin).post("/automation/import/").content.decode()
    assert "This file is empty" in send(b"").content.decode()
    assert send(b" " * (6 * 1024 * 1024)).status_code in (413, 422)


def test_leads_export_and_only_admins_import(visit, lead, agent, send):
    assert visit(lead).get("/automation/rules.json").status_code == 200
    assert visit(agent).get("/automation/rules.json").status_code == 403
    assert send(document(), member=lead).status_code == 403


def test_an_export_has_only_the_rules_of_the_workspace(visit, add):
    add("Price")
    stranger = factories.member(role="lead")
    assert visit(stranger).get("/automation/rules.json").json()["rules"] == []
