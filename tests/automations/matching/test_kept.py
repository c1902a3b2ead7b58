"""A process keeps the compiled rules of a workspace until one of them changes (K-2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from automations.definition import RuleDefinition
from automations.matching import matcher_for
from automations.models import Rule
from automations.publishing import next_edition, write_version
from tests import factories
from tests.automations.matching.made import heard, hit

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return factories.account()


def publish(workspace, name, *keywords, account=None, match="contains"):
    """A live rule, or its next version."""
    rules = Rule.everywhere.filter(workspace=workspace)
    rule = rules.filter(name=name).first()
    if rule is None:
        new = {"position": rules.count(), "edition": next_edition(workspace.pk), "draft": {}}
        rule = Rule.everywhere.create(workspace=workspace, name=name, account=account, **new)
    definition = RuleDefinition(on=("dm", "comment"), steps=(), match=match, keywords=keywords)
    write_version(rule, definition, None)
    return rule


def names(account, text):
    return [match.rule.name for match in matcher_for(account).matches(heard(text))]


def test_without_a_change_nothing_is_built_and_one_number_is_asked_for(
    account, django_assert_num_queries
):
    publish(account.workspace, "Price", "price")
    first = matcher_for(account)
    with django_assert_num_queries(1):
        assert matcher_for(account) is first
    with django_assert_num_queries(0):
        assert len(first.matches(heard("price"))) == 1


def test_a_change_holds_from_the_next_message_on(account):
    price = publish(account.workspace, "Price", "price")
    assert names(account, "price cost") == ["Price"]
    publish(account.workspace, "Price", "cost")
    assert names(account, "price") == []
    assert names(account, "cost") == ["Price"]
    publish(account.workspace, "Other", "cost")
    assert names(account, "cost") == ["Price", "Other"]
    Rule.everywhere.filter(pk=price.pk).update(
        is_on=False, edition=next_edition(account.workspace_id)
    )
    assert names(account, "cost") == ["Other"]
    Rule.everywhere.filter(workspace=account.workspace).delete()
    assert names(account, "cost") == []


def test_a_draft_alone_does_not_match(account):
    rule = Rule(workspace=account.workspace, name="Draft", position=0, edition=1)
    rule.draft = {"on": ["dm"], "keywords": ["price"], "steps": [], "match": "contains"}
    rule.save()
    assert names(account, "price") == []


def test_a_rule_of_another_account_does_not_match(account):
    other = factories.account(account.workspace)
    stranger = factories.account()
    publish(account.workspace, "Theirs", "price", account=other)
    publish(account.workspace, "All", "price")
    assert names(account, "price") == ["All"]
    assert names(other, "price") == ["Theirs", "All"]
    assert [rule.name for rule in matcher_for(account).rules] == ["All"]
    assert names(stranger, "price") == []


def test_accounts_of_a_workspace_share_what_is_compiled(account, django_assert_num_queries):
    other = factories.account(account.workspace)
    publish(account.workspace, "All", "price")
    matcher_for(account)
    with django_assert_num_queries(1):  # the edition; nothing is read or built again
        assert names(other, "price") == ["All"]


def test_rules_keep_their_order(account):  # K-4
    for name in ("B", "A", "C"):
        publish(account.workspace, name, "price")
    assert names(account, "price") == ["B", "A", "C"]


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_the_same_matcher():
    account = factories.account()
    publish(account.workspace, "Price", *(f"word{n}" for n in range(3000)))

    def ask(_):
        try:
            return matcher_for(account)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(16)))
    assert len(set(map(id, found))) == 1


def test_threads_may_match_at_once():
    from automations.matching import Matcher
    from tests.automations.matching.made import compiled

    rules = [compiled(n, f"word{n} price", match="fuzzy") for n in range(200)]
    matcher = Matcher([*rules, compiled(500, r"word\d+", match="pattern")])
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda n: hit(matcher, f"word{n} prise"), range(200)))
    assert found == [[n, 500] for n in range(200)]
