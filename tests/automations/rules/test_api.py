"""Rules over the API: who may what, and that nothing goes around the pages' own rules."""

import json

import pytest
from django.test import Client

from automations.models import Rule
from automations.publishing import save_draft
from tests import factories
from tests.automations.rules.conftest import definition
from tests.inbox.api.conftest import Program

RULES = "/api/v1/rules/"


@pytest.fixture
def program(workspace):
    return Program(workspace)


@pytest.fixture
def call(visit, admin):
    """An admin's request with JSON; the answer."""
    client = visit(admin)

    def call(method, path, body=None):
        return client.generic(method, RULES + path, json.dumps(body or {}), "application/json")

    return call


def test_rules_are_listed_in_their_order_with_their_state(program, add):
    add("Fallback", on=["fallback"], match="any", keywords=[])
    price, _new = add("Price"), add("New", is_live=False)
    save_draft(price, definition(keywords=["cost"]))
    rows = program.get(RULES).json()["results"]
    assert [(row["name"], row["number"], row["state"], row["version"]) for row in rows] == [
        ("Price", 1, "changed", 1),
        ("New", 2, "new", None),
        ("Fallback", 3, "live", 1),
    ]
    assert rows[2]["on"] == ["fallback"]


def test_one_rule_is_told_with_what_runs_and_what_is_drafted(program, add):
    rule = add("Price")
    save_draft(rule, definition(keywords=["cost"]))
    told = program.get(f"{RULES}{rule.pk}/").json()
    assert told["live"]["keywords"] == ["price"]
    assert told["draft"]["keywords"] == ["cost"]
    new = program.get(f"{RULES}{add('New', is_live=False).pk}/").json()
    assert (new["live"], new["version"]) == (None, None)


def test_an_admin_makes_drafts_publishes_switches_moves_and_removes(call, add, names):
    add("Price")
    made = call("POST", "", {"name": "Price", "definition": definition(keywords=["cost"])})
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["state"]) == ("Price (2)", "new")
    pk = made.json()["id"]
    draft = call("PUT", f"{pk}/draft/", {"definition": definition(keywords=["fee"])})
    assert draft.json()["draft"]["keywords"] == ["fee"]
    assert call("POST", f"{pk}/publication/").json()["version"] == 1
    assert call("PUT", f"{pk}/switch/", {"is_on": False}).json()["is_on"] is False
    assert call("PUT", f"{pk}/position/", {"number": 1}).json()["number"] == 1
    assert names() == ["Price (2)", "Price"]
    assert call("DELETE", f"{pk}/").json()["name"] == "Price (2)"
    assert names() == ["Price"]


def test_what_is_wrong_is_told_by_field(call, add, workspace):
    unfit = add("Empty", is_live=False, steps=[])
    published = call("POST", f"{unfit.pk}/publication/")
    assert published.status_code == 400
    assert published.json()["fields"]["draft"]
    shapeless = call("PUT", f"{unfit.pk}/draft/", {"definition": {"on": ["letter"]}})
    assert shapeless.status_code == 400
    assert "definition" in shapeless.json()["fields"]
    for body in ({"name": "", "definition": definition()}, {"name": "X"}, {"name": "X" * 121}):
        assert call("POST", "", body).status_code == 400
    strangers = factories.account()
    body = {"name": "X", "definition": definition(), "account": strangers.pk}
    assert "account" in call("POST", "", body).json()["fields"]
    assert call("PUT", f"{unfit.pk}/position/", {"number": 0}).status_code == 400
    assert call("PUT", f"{unfit.pk}/switch/", {"is_on": "perhaps"}).status_code == 400
    assert Rule.objects.in_workspace(workspace).count() == 1


def test_a_token_reads_and_imports_and_changes_nothing_else(program, add, names):
    rule = add("Price")
    exported = program.get(f"{RULES}export/").json()
    exported["rules"].append({"name": "Size"} | definition(keywords=["size"]))
    imported = program.post(f"{RULES}import/", exported)
    assert imported.json() == {"added": ["Size"], "replaced": [], "unchanged": ["Price"]}
    assert names() == ["Price", "Size"]
    refused = program.post(f"{RULES}{rule.pk}/publication/", {})
    assert refused.status_code == 403
    assert "A token may read and import rules" in refused.json()["detail"]
    assert program.post(RULES, {"name": "X", "definition": definition()}).status_code == 403


def test_a_bad_import_names_every_mistake_and_takes_nothing(program, workspace):
    answer = program.post(f"{RULES}import/", {"version": 1, "rules": [{"name": ""}, 3]})
    assert answer.status_code == 400
    assert len(answer.json()["fields"]["rules"]) >= 2
    assert not Rule.objects.in_workspace(workspace).exists()


def test_leads_read_agents_are_refused_and_strangers_find_nothing(visit, lead, agent, add):
    rule = add("Price")
    assert visit(lead).get(RULES).status_code == 200
    assert visit(lead).get(f"{RULES}export/").status_code == 200
    assert visit(lead).post(f"{RULES}{rule.pk}/publication/").status_code == 403
    assert visit(lead).post(f"{RULES}import/").status_code == 403
    refused = visit(agent).get(f"{RULES}{rule.pk}/")
    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"
    stranger = visit(factories.member(role="admin"))
    assert stranger.get(RULES).json() == {"results": []}
    for method, path in (
        ("GET", ""), ("DELETE", ""), ("PUT", "draft/"), ("POST", "publication/"),
        ("PUT", "switch/"), ("PUT", "position/"),
    ):  # fmt: skip
        answer = stranger.generic(method, f"{RULES}{rule.pk}/{path}", "{}", "application/json")
        assert answer.status_code == 404, (method, path)
    assert Client().get(RULES).status_code == 401


def test_the_shapes_served_are_the_shapes_told(program, add):
    shapes = Client().get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    rule = add("Price")
    assert list(program.get(f"{RULES}{rule.pk}/").json()) == list(shapes["WholeRule"]["properties"])
    (row,) = program.get(RULES).json()["results"]
    assert list(row) == list(shapes["Rule"]["properties"])
