"""The order of the rules: moved by number, one mover at a time, and known to every worker."""

import threading

import pytest
from django.db import connection, connections

from automations.models import Rule
from automations.rules import making, order
from inbox.accounts.audit_words import describe
from inbox.accounts.models import AuditEntry
from tests import factories
from tests.automations.rules.conftest import definition

LETTERS = ["A", "B", "C", "D", "E"]


@pytest.fixture
def rules(add):
    return {name: add(name) for name in LETTERS}


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("C", 1, "CABDE"),
        ("C", 2, "ACBDE"),
        ("C", 4, "ABDCE"),
        ("A", 5, "BCDEA"),
        ("A", 900, "BCDEA"),
        ("E", 0, "EABCD"),
        ("B", 2, "ABCDE"),
    ],
)
def test_a_rule_gets_the_number_or_the_nearest(rules, names, name, number, expected):  # K-4
    moved = order.move(rules[name], number)
    assert "".join(names()) == expected
    assert moved.number == expected.index(name) + 1
    assert moved.before == LETTERS.index(name) + 1
    assert moved.of == 5


def test_positions_have_no_gaps_after_a_move(rules, workspace):
    rules["B"].delete()
    order.move(rules["E"], 1)
    positions = Rule.objects.in_workspace(workspace).values_list("position", flat=True)
    assert sorted(positions) == [0, 1, 2, 3]


def test_fallbacks_and_the_others_keep_to_themselves(rules, add, names):
    fallback = add("Fallback", on=["fallback"], match="any", keywords=[])
    assert order.move(fallback, 1).number == 6
    assert order.move(rules["A"], 6).number == 5
    assert names() == ["B", "C", "D", "E", "A", "Fallback"]


def test_a_rule_that_also_answers_the_rest_is_no_mere_fallback(add, names):
    add("Both", is_live=False, on=["dm", "fallback"])  # as a draft may have it
    add("Price")
    assert names() == ["Both", "Price"]


def test_a_move_is_seen_by_the_matchers_and_noted_with_who_and_where(rules, admin, workspace):
    before = Rule.everywhere.edition(workspace.pk)
    order.move(rules["C"], 2, by=admin)
    assert Rule.everywhere.edition(workspace.pk) != before
    entry = AuditEntry.objects.in_workspace(workspace).get(action="rule_moved")
    assert entry.member_id == admin.pk
    assert describe(entry) == "C: from 3 to 2 of 5"
    order.move(rules["C"], 2, by=admin)
    assert AuditEntry.objects.in_workspace(workspace).filter(action="rule_moved").count() == 1


def test_a_rule_that_is_gone_can_not_be_moved(rules):
    Rule.everywhere.filter(pk=rules["C"].pk).delete()
    with pytest.raises(Rule.DoesNotExist):
        order.move(rules["C"], 1)


def test_another_workspace_keeps_its_order(rules, names):
    other = factories.workspace()
    theirs = making.add(other, "Theirs", definition(), None)
    order.move(rules["E"], 1)
    theirs.refresh_from_db()
    assert theirs.position == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_move_at_once_both_get_their_way_and_no_number_is_there_twice(
    transactional_db, workspace, add, names
):  # K-4
    rules = {name: add(name) for name in LETTERS}
    start, moved, troubles = threading.Barrier(2), [], []

    def mover(name, number):
        try:
            start.wait(timeout=10)
            moved.append(order.move(rules[name], number))
        except Exception as error:  # noqa: BLE001  # a thread's error would be lost
            troubles.append(error)
        finally:
            connections.close_all()

    for _round in range(5):
        threads = [
            threading.Thread(target=mover, args=("E", 1)),
            threading.Thread(target=mover, args=("A", 5)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        assert not troubles
        assert sorted(names()) == LETTERS
        assert (names()[0] == "E", names()[-1] == "A") == (True, True)
        positions = Rule.objects.in_workspace(workspace).values_list("position", flat=True)
        assert sorted(positions) == list(range(5))
        order.move(rules["A"], 1)
        order.move(rules["E"], 5)
    assert connection.is_usable()
