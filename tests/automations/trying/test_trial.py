"""Trying a message: the same answer as production, and nothing written (K-9)."""

from dataclasses import replace

import pytest
from django.utils import timezone

from automations.heard import Heard
from automations.models import Decision, Rule, Run
from automations.publishing import save_draft
from automations.trying.replay import replay
from automations.trying.trial import Question, try_out
from inbox.delivery.models import Outbound
from tests import factories
from tests.automations.conftest import ago, flow, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(account):
    """What would happen if this arrived now."""

    def ask(text, on="dm", **supposed):
        heard = Heard(frozenset({on}), text, post_kind="feed" if on == "comment" else "")
        return try_out(Question(account, heard, timezone.now(), **supposed))

    return ask


def outcomes(trial):
    return {line.rule.name: line.outcome for line in trial.lines}


def test_every_rule_says_what_it_makes_of_it_and_one_fires(have_rules, ask):  # K-4, AUT-4
    have_rules(
        rule("Sizes", on=["comment"], keywords=["size"]),
        rule("How much", keywords=["how much"]),
        rule("Price", keywords=["much"]),
        rule("Gift", keywords=["win"]),
    )
    trial = ask("How much is size M?")
    assert outcomes(trial) == {"Sizes": "no", "How much": "fired", "Price": "also", "Gift": "no"}
    assert trial.lines[0].why == "event: only comments"
    assert "win" in trial.lines[3].why
    assert trial.verdict.also_matched == ("Price",)
    [reply] = trial.replies
    assert (reply.say.text, reply.refused) == ("Our prices: …", "")


def test_nothing_is_written(have_rules, ask):
    have_rules(rule())
    ask("price")
    assert not Decision.everywhere.exists()
    assert not Run.everywhere.exists()
    assert not Outbound.everywhere.exists()


@pytest.mark.parametrize(
    ("supposed", "outcome"),
    [
        ({}, "fired"),
        ({"handler": "human"}, "silent"),
        ({"opted_out": True}, "silent"),
    ],
    ids=str,
)
def test_what_is_supposed_counts(have_rules, ask, supposed, outcome):
    have_rules(rule())
    assert ask("price", **supposed).verdict.outcome == outcome


def test_a_draft_is_tried_in_its_place_and_live_stays_live(have_rules, ask):  # AUT-3
    have_rules(rule("First"), rule("Second", keywords=["cost"]))
    first = Rule.everywhere.select_related("live").get(name="First")
    save_draft(first, {**first.live.definition, "keywords": ["cost"]})
    assert outcomes(ask("cost")) == {"First": "no", "Second": "fired"}
    assert outcomes(ask("cost", draft_of=first)) == {"First": "fired", "Second": "also"}


def test_handoff_words_work_whatever_the_rules_say(have_rules, ask):  # H-1, AUT-9
    menu = {"menu": {"texts": ["Which?"], "choices": [{"title": "A"}], "person": False}}
    have_rules(flow(menu, keywords=["human"]))
    assert ask("human").verdict.outcome == "handed_off"


def test_a_comment_shows_both_answers_and_their_place(have_rules, ask):  # K-3
    have_rules(
        rule(steps=[{"reply_publicly": {"texts": ["Sent!"]}}, {"send": {"texts": ["Here."]}}])
    )
    says = [reply.say for reply in ask("price", on="comment").replies]
    assert [(say.publicly, say.privately_to_comment) for say in says] == [
        (True, False),
        (False, True),
    ]


def test_what_the_guard_would_refuse_is_told(have_rules, ask, account):  # W-9
    have_rules(rule())
    long = "x" * 990 + " {first_name|" + "y" * 60 + "}"
    row = Rule.everywhere.select_related("live").get()
    save_draft(row, {**row.live.definition, "steps": [{"send": {"texts": [long]}}]})
    [reply] = ask("price", draft_of=row).replies
    assert "1000" in reply.refused or "1,000" in reply.refused


# --- Replay ---------------------------------------------------------------------------------------
@pytest.fixture
def said_before(account):
    """Messages of the last days, each from a contact of their own."""

    def said_before(*texts, **fields):
        made = []
        for number, text in enumerate(texts):
            thread = factories.thread_open_since(ago(days=2), account)
            thread.messages.all().delete()
            made.append(
                factories.message(thread, text=text, sent_at=ago(hours=30 - number), **fields)
            )
        return made

    return said_before


def test_a_replay_shows_what_would_have_fired_and_sends_nothing(  # K-9
    account, have_rules, said_before
):
    said_before("the price?", "hello", "what does it cost")
    have_rules(rule(), rule("Cost", keywords=["cost"]))
    found = replay(account, days=7, now=timezone.now())
    assert (found.looked_at, dict(found.fired)) == (3, {"Price": 1, "Cost": 1})
    assert [caught.message.text for caught in found.caught] == ["what does it cost", "the price?"]
    assert found.unanswered == 2
    assert not Outbound.everywhere.exists()


def test_a_drafts_replay_says_what_it_takes_from_others(account, have_rules, said_before):
    have_rules(rule("Draft", keywords=["size"]), rule())
    first, _ = said_before("the price?", "hello")
    price = Rule.everywhere.get(name="Price")
    decided = {"workspace": account.workspace, "outcome": "fired", "rule": price}
    Decision.everywhere.create(message=first, thread=first.thread, **decided)
    draft = Rule.everywhere.select_related("live").get(name="Draft")
    save_draft(draft, {**draft.live.definition, "keywords": ["price", "hello"]})
    found = replay(account, days=7, now=timezone.now(), rule=draft)
    assert dict(found.fired) == {"Draft": 2}
    assert (dict(found.taken_from), found.unanswered) == ({"Price": 1}, 1)


def test_older_messages_and_other_accounts_are_left_out(account, have_rules, said_before):
    have_rules(rule())
    said_before("price")
    assert replay(account, days=1, now=timezone.now()).looked_at == 0
    other = factories.account(account.workspace)
    assert replay(other, days=7, now=timezone.now()).looked_at == 0


def test_nobody_gets_the_same_twice_in_a_replay_either(account, have_rules, said_before):  # C-1
    have_rules(rule())
    [message] = said_before("price")
    factories.message(message.thread, text="price again", sent_at=ago(hours=2))
    assert dict(replay(account, days=7, now=timezone.now()).fired) == {"Price": 1}


def test_a_question_is_a_value(account):
    question = Question(account, Heard(frozenset({"dm"}), "hi"), timezone.now())
    assert replace(question) == question
