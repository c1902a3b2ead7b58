"""A rule for the next post: the first that people comment on after the rule was published (K-1)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from automations import left_comments
from automations.models import Decision, Rule, RuleVersion
from automations.next_post import PATIENCE, settle
from automations.publishing import save_draft
from automations.react import react
from automations.rulebook import import_rules
from inbox.threads.models import Message, Post
from integrations.meta.tasks import look_up_posts
from tests import factories
from tests.automations.conftest import document, rule
from tests.played import Played
from tests.sandbox_process import IG_ID, TOKEN

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_memory_of_looking():
    cache.clear()


@pytest.fixture
def account(db):
    return factories.account()


@pytest.fixture
def waiting(account):
    """A rule that waits for the next post, published an hour ago."""
    return publish(account)


def publish(account, name="Launch", **where):
    fields = {"on": ["comment"], "match": "any", "keywords": []}
    import_rules(
        account.workspace, document(rule(name, where={"next_post": True} | where, **fields))
    )
    made = Rule.everywhere.get(workspace=account.workspace, name=name)
    RuleVersion.everywhere.filter(pk=made.live_id).update(published_at=NOW - HOUR)
    return made


def post(account, name="18000", published_at=None, **fields):
    made = {"workspace_id": account.workspace_id, "account": account, "external_id": name}
    return Post.everywhere.create(published_at=published_at, **made | fields)


def comment(account, under="18000", **fields):
    context = {"post": {"id": under, "kind": "feed"}}
    return factories.message(
        factories.thread(account), kind=Message.Kind.COMMENT, context=context, **fields
    )


def posts_of(made):
    fresh = Rule.everywhere.get(pk=made.pk)
    return fresh.live.definition["where"].get("posts", [])


def test_the_first_post_after_it_becomes_its_post(account, waiting):
    post(account, published_at=NOW)
    assert settle([comment(account)]) == set()
    assert posts_of(waiting) == ["18000"]


def test_the_version_that_was_published_stays_as_written(account, waiting):
    before = waiting.live
    post(account, published_at=NOW)
    settle([comment(account)])
    fresh = Rule.everywhere.get(pk=waiting.pk)
    assert RuleVersion.everywhere.get(pk=before.pk).definition == before.definition
    assert (fresh.live.number, fresh.live.who) == (2, "The next post")
    assert fresh.edition > waiting.edition  # matchers take it up


@pytest.mark.parametrize("published_at", [NOW - HOUR, NOW - 2 * HOUR])
def test_a_post_from_before_it_is_not_its_post(account, waiting, published_at):
    post(account, published_at=published_at)
    assert settle([comment(account)]) == set()
    assert posts_of(waiting) == []


def test_only_the_first_is_its_post(account, waiting):
    post(account, published_at=NOW)
    post(account, "18001", published_at=NOW - HOUR / 2)
    settle([comment(account), comment(account, "18001")])
    assert posts_of(waiting) == ["18001"]
    settle([comment(account)])
    assert posts_of(waiting) == ["18001"]


def test_a_post_of_another_kind_is_not_its_post(account):
    made = publish(account, kinds=["reel"])
    post(account, published_at=NOW)
    settle([comment(account)])
    assert posts_of(made) == []
    post(account, "18001", published_at=NOW, kind="reel")
    settle([comment(account, "18001")])
    assert posts_of(made) == ["18001"]


def test_a_comment_waits_a_moment_for_the_age_of_its_post(account, waiting):
    unheard = comment(account, "18002")
    undated = comment(account)
    post(account)
    assert settle([unheard, undated]) == {unheard.pk, undated.pk}
    assert posts_of(waiting) == []


def test_after_that_it_is_decided_without(account, waiting):
    old = timezone.now() - PATIENCE
    post(account, created_at=old)
    lost = comment(account, "18002", created_at=old)
    assert settle([comment(account), lost]) == set()
    assert posts_of(waiting) == []


def test_nothing_waits_where_no_rule_does(account):
    import_rules(account.workspace, document(rule(on=["comment"])))
    assert settle([comment(account)]) == set()


def test_direct_messages_wait_for_nothing(account, waiting):
    assert settle([factories.message(factories.thread(account))]) == set()


def test_a_draft_goes_on_with_the_post_in_it(account, waiting):
    draft = waiting.live.definition | {"keywords": ["launch"], "match": "contains"}
    save_draft(waiting, draft)
    post(account, published_at=NOW)
    settle([comment(account)])
    fresh = Rule.everywhere.get(pk=waiting.pk)
    assert fresh.draft["where"]["posts"] == ["18000"]
    assert fresh.draft["keywords"] == ["launch"]
    assert "match" not in fresh.live.definition


def test_a_rule_of_another_workspace_takes_nothing(account, waiting):
    stranger = factories.account()
    post(stranger, published_at=NOW)
    settle([comment(stranger)])
    assert posts_of(waiting) == []


def test_comments_that_were_left_are_decided_when_the_age_is_known(account, waiting):
    waits = comment(account)
    undated = post(account)
    react([waits])
    assert decided() == {}
    Post.everywhere.filter(pk=undated.pk).update(published_at=NOW)
    left_comments.decide_left(undated)
    left_comments.decide_left(undated)
    assert decided() == {waits.pk: ("fired", waiting.pk)}


def test_nothing_is_left_for_ever(account, waiting):  # the asker died
    waits = comment(account)
    post(account, created_at=timezone.now() - PATIENCE)
    left_comments.decide_where_due()
    assert decided() == {waits.pk: ("unmatched", None)}


def test_a_post_is_not_looked_at_before_its_asker_had_time(account, waiting):
    comment(account)
    post(account)
    left_comments.decide_where_due()
    assert decided() == {}


def test_from_the_comment_to_the_answer(sandbox, settings):
    shop = factories.account(external_id=IG_ID, username="bakery.demo", token=TOKEN)
    played = Played(sandbox)
    old = sandbox.post(when=7200)
    made = publish(shop)
    new = sandbox.post()
    before, first = (played.does("comment", media=media, text="wow") for media in (old, new))
    assert decided() == {}
    look_up_posts(list(Post.everywhere.values_list("pk", flat=True)))
    again = played.does("comment", media=new, person="ada.b", text="and again")
    assert decided() == {
        before.pk: ("unmatched", None),
        first.pk: ("fired", made.pk),
        again.pk: ("silent", made.pk),  # C-1: she has had every wording
    }
    assert posts_of(made) == [new]


def decided():
    """What was made of each comment, and by which rule."""
    rows = Decision.everywhere.values_list("message_id", "outcome", "rule_id")
    return {message_id: (outcome, rule_id) for message_id, outcome, rule_id in rows}
