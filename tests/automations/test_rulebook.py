"""Rules in and out as JSON: exact about mistakes, all or nothing, and the same on the way back."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from automations.definition import BadRules, read
from automations.models import Rule
from automations.rulebook import export_rules, import_rules
from tests import factories
from tests.automations.conftest import document, rule

FULL = rule(
    "Sizes",
    account="shop.main",
    is_on=False,
    on=["comment"],
    match="exact",
    keywords=["size", "taille"],
    steps=[{"reply_publicly": {"texts": ["Look!", "Sent!"]}}, {"send": {"texts": ["S to XL"]}}],
    again_after_days=30,
)


def problems_of(source):
    with pytest.raises(BadRules) as raised:
        read(source)
    return raised.value.problems


def without(key, **fields):
    return {name: value for name, value in rule(**fields).items() if name != key}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{", "This is not JSON"),
        ("[]", 'The file must be one object: {"version": 1, "rules": […]}.'),
        ('{"rules": []}', 'version: is null; this program reads "version": 1.'),
        ('{"version": 2, "rules": []}', "version: is 2;"),
        ('{"version": 1}', "rules: must be a list of rules"),
        ('{"version": 1, "rules": [], "rule": 1}', "rule: is not known here; remove it."),
        ('{"version": 1, "rules": [3]}', "rule 1: Expected `object`, got `int`"),
        (document(without("name")), 'rule 1: name: is missing; write a text, like "name": "Price"'),
        (document(without("keywords")), "rule 1 “Price”: keywords: is empty; write a list of"),
        (document(rule(keywords="price")), "rule 1 “Price”: keywords: Expected `array`, got `str`"),
        (document(rule(keywords=["a", 5])), "keywords[1]: Expected `str`, got `int`"),
        (document(rule(keywords=[])), "rule 1 “Price”: keywords: is empty; write a list of texts"),
        (document(rule(keywords=["ok", "?!"])), 'keywords[1]: "?!" has no letter, digit or emoji'),
        (document(rule(match="about")), "match: Invalid enum value 'about'; write \"contains\""),
        (document(rule(match="intent")), "match: “intent” is not available yet"),
        (document(rule(on=["story"])), "on[0]: Invalid enum value 'story'; write a list of \"dm\""),
        (document(rule(on=[])), "on: is empty"),
        (document(rule(colour="red")), "rule 1 “Price”: unknown field `colour`"),
        (document(rule(is_on="yes")), "is_on: Expected `bool`, got `str`; write true or false."),
        (document(rule(again_after_days=0)), "again_after_days: is 0; 1 is the least"),
        (document(rule(steps=[])), "steps: is empty"),
        (document(rule(steps=[{}])), "steps[0]: must be one step"),
        (
            document(rule(steps=[{"send": {"texts": ["a"]}, "reply_publicly": {"texts": ["b"]}}])),
            "steps[0]: must be one step",
        ),
        (document(rule(steps=[{"send": {"text": "a"}}])), "steps[0].send"),
        (document(rule(steps=[{"send": {"texts": []}}])), "steps[0].send.texts: is empty"),
        (
            document(rule(steps=[{"send": {"texts": ["a", " "]}}])),
            "steps[0].send.texts[1]: is empty; write what to send",
        ),
        (
            document(rule(steps=[{"send": {"texts": ["é" * 501]}}])),
            "steps[0].send.texts[0]: is 1002 bytes long; 1000 is the most, so shorten it by 2.",
        ),
        (
            document(rule(steps=[{"send": {"texts": ["a", "a"]}}])),
            "steps[0].send.texts: says the same twice",
        ),
        (
            document(rule(on=["dm"], steps=[{"reply_publicly": {"texts": ["a"]}}])),
            'steps[0].reply_publicly: needs a comment to answer; add "comment" to "on".',
        ),
        (document(rule(), rule()), "rules: two rules are named “Price”"),
        (document(rule(), rule("Other", match=1)), "rule 2 “Other”: match: "),
        (document(rule(name="n" * 121)), "name: has 121 characters; 120 is the most."),
        (document(rule(name=" ")), "name: is empty"),
    ],
)
def test_a_mistake_is_named_with_its_rule_its_field_and_the_way_out(source, problem):
    [said] = problems_of(source)
    assert problem in said


def test_every_mistake_is_named_at_once():
    said = problems_of(document(rule("A", keywords=[]), rule("B", steps=[]), rule("C", match="x")))
    assert [line.split(":")[0] for line in said] == ["rule 1 “A”", "rule 2 “B”", "rule 3 “C”"]


@pytest.fixture
def shop(db):
    workspace = factories.workspace(slug="shop")
    factories.account(workspace, username="shop.main")
    return workspace


def names(workspace):
    return list(Rule.objects.in_workspace(workspace).values_list("name", flat=True))


def test_what_is_exported_can_be_imported_and_is_the_same(shop):
    import_rules(shop, document(FULL, rule()))
    exported = export_rules(shop)
    assert json.loads(exported) == {"version": 1, "rules": [FULL, rule()]}
    other = factories.workspace()
    factories.account(other, username="shop.main")
    import_rules(other, exported)
    assert export_rules(other) == exported


def test_rules_of_the_same_name_are_replaced_and_others_appended(shop):
    import_rules(shop, document(rule("A"), rule("B")))
    before = dict(Rule.objects.in_workspace(shop).values_list("name", "pk"))
    result = import_rules(shop, document(rule("C"), rule("B", keywords=["cost"]), rule("A")))
    assert (result.added, result.replaced, result.unchanged) == (["C"], ["B"], ["A"])
    assert names(shop) == ["A", "B", "C"]
    changed = Rule.objects.in_workspace(shop).get(name="B")
    assert (changed.pk, changed.live.definition["keywords"]) == (before["B"], ["cost"])


def test_a_change_is_a_new_version_and_no_change_is_none(shop):
    import_rules(shop, document(rule()))
    first = Rule.everywhere.edition(shop.pk)
    import_rules(shop, document(rule()))
    assert Rule.everywhere.edition(shop.pk) == first
    import_rules(shop, document(rule(keywords=["cost"])))
    assert Rule.everywhere.edition(shop.pk) > first


def test_an_account_that_is_not_connected_here_is_named(shop):
    factories.account(username="elsewhere")
    with pytest.raises(BadRules) as raised:
        import_rules(shop, document(rule("A"), rule("B", account="elsewhere")))
    assert raised.value.problems == [
        "rule 2 “B”: account: “elsewhere” is not connected here; connected are: shop.main."
    ]
    assert names(shop) == []


def run(command, *words):
    output = io.StringIO()
    call_command(command, *words, stdout=output)
    return output.getvalue()


def test_the_commands_say_what_they_did(shop, tmp_path):
    path = tmp_path / "rules.json"
    path.write_text(document(rule("A")))
    assert run("import_rules", "--workspace", "shop", str(path)) == (
        "added: A\n1 rule(s) read into shop.\n"
    )
    assert "unchanged: A" in run("import_rules", "--workspace", "shop", str(path))
    assert json.loads(run("export_rules", "--workspace", "shop")) == json.loads(document(rule("A")))


def test_the_command_reads_standard_input(shop, monkeypatch):
    source = io.TextIOWrapper(io.BytesIO(document(rule("A")).encode()))
    monkeypatch.setattr("sys.stdin", source)
    run("import_rules", "--workspace", "shop", "-")
    assert names(shop) == ["A"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--workspace", "nowhere", "-"], "There is no workspace “nowhere”. There are: shop."),
        (["--workspace", "shop", "/nowhere.json"], "/nowhere.json can't be read"),
    ],
)
def test_a_command_that_can_not_do_it_says_why(shop, words, said):
    with pytest.raises(CommandError, match="(?s)" + said.replace(".", r"\.")):
        run("import_rules", *words)


def test_a_bad_file_imports_nothing(shop, tmp_path):
    path = tmp_path / "rules.json"
    path.write_text(document(rule("A"), rule("B", match="x")))
    with pytest.raises(CommandError, match=r"Nothing was imported\.\nrule 2 “B”: match"):
        run("import_rules", "--workspace", "shop", str(path))
    assert names(shop) == []
