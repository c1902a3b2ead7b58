"""docs/rules-json.md is complete and true: its examples are read, and name every key there is."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from automations.definition import KINDS, MATCHES, SURFACES, read, steps
from automations.definition.rules import NamedRule, Schedule, Where
from automations.rulebook import export_rules, import_rules
from tests import factories

TEXT = (Path(__file__).parents[3] / "docs" / "rules-json.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)


def structs_within(kind, found):
    """Every struct that values of ``kind`` may hold."""
    if isinstance(kind, msgspec.inspect.StructType) and kind.cls not in found:
        found[kind.cls] = [field.encode_name for field in kind.fields]
        for field in kind.fields:
            structs_within(field.type, found)
    for part in ("types", "item_types"):
        for inner in getattr(kind, part, ()):
            structs_within(inner, found)
    if hasattr(kind, "item_type"):
        structs_within(kind.item_type, found)
    return found


def keys_of(value):
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys_of(inner)}
    return set()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read(example):
    assert read(example)


def test_the_examples_use_every_event_way_to_match_and_step():
    rules = [rule for example in EXAMPLES for rule in read(example)]
    assert {surface for rule in rules for surface in rule.on} == set(SURFACES)
    assert {rule.match for rule in rules} == set(MATCHES) - {"intent"}
    assert {step.kind for rule in rules for step in rule.steps} == set(KINDS)


def test_the_examples_name_every_key_and_the_page_explains_it():
    written = {key for example in EXAMPLES for key in keys_of(json.loads(example))}
    structs = structs_within(msgspec.inspect.type_info(NamedRule), {})
    found = {
        NamedRule,
        Schedule,
        Where,
        steps.Step,
        steps.Choice,
        steps.Link,
        steps.File,
        steps.Test,
    }
    assert found <= set(structs)
    for struct, keys in structs.items():
        assert set(keys) <= written, struct
        for key in keys:
            assert f"`{key}`" in TEXT, (struct, key)
    for name in (*SURFACES, *MATCHES):
        assert f"`{name}`" in TEXT


@pytest.mark.django_db
def test_the_examples_can_be_imported_and_come_out_the_same():
    workspace = factories.workspace()
    factories.account(workspace, username="bakery.demo")
    rules = [rule for example in EXAMPLES for rule in json.loads(example)["rules"]]
    import_rules(workspace, json.dumps({"version": 1, "rules": rules}))
    assert read(export_rules(workspace)) == read(json.dumps({"version": 1, "rules": rules}))
