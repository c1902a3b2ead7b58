"""The pure decision: what an event leads to, with nothing but values."""

from datetime import UTC, datetime, timedelta

import pytest

from automations.decide import Answer, CallForPerson, Event, Silence, State, decide
from automations.definition import RuleDefinition, Step, Wordings
from automations.matching import CompiledRule, Matcher
from automations.models import Firing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEND = Step(send=Wordings(texts=("one", "two")))
PUBLIC = Step(reply_publicly=Wordings(texts=("look!",)))


def rule(number=1, keywords=("price",), steps=(SEND,), **fields):
    definition = RuleDefinition(
        on=("dm", "comment"), match="contains", keywords=keywords, steps=steps, **fields
    )
    return CompiledRule(number, f"rule {number}", definition)


def outcome(text="price", rules=(), contact=0, comment=False, surface="dm", **state):
    usual = {"handler": "automation", "is_on": True, "had": {}, "now": NOW}
    matcher = Matcher(rules or [rule()])
    surface = "comment" if comment else surface
    event = Event(contact, surface, text, is_comment=comment)
    return decide(event, State(matcher, **usual | state))


def sent(effects):
    return [effect.words for effect in effects if isinstance(effect, Answer)]


def test_a_keyword_is_answered_and_the_thread_stays_with_automations():
    [answer] = outcome()
    assert (answer.words, answer.wording, answer.publicly) == ("one", 0, False)


def test_the_first_rule_wins_and_the_others_are_named():  # K-4
    rules = [rule(1, ("cost",)), rule(2), rule(3), rule(4)]
    [answer] = outcome("price", rules)
    assert (answer.rule.pk, answer.also_matched) == (2, ("rule 3", "rule 4"))


def test_a_message_that_no_rule_knows_calls_for_a_person():
    assert outcome("hello") == [CallForPerson()]
    assert outcome("hello", handler="human") == []
    assert outcome("hello", comment=True) == []


def test_what_no_rule_listens_to_calls_for_a_person_too():
    assert outcome("price", surface=None) == [CallForPerson()]


def test_a_comment_gets_both_its_answers():  # K-3
    answers = outcome(rules=[rule(steps=(PUBLIC, SEND))], comment=True)
    assert [(a.words, a.publicly) for a in answers] == [("look!", True), ("one", False)]


def test_a_direct_message_has_no_public_answer():
    assert sent(outcome(rules=[rule(steps=(PUBLIC, SEND))])) == ["one"]


@pytest.mark.parametrize("comment", [False, True])
def test_while_a_person_has_the_thread_rules_are_silent(comment):  # K-7
    [silence] = outcome(handler="human", comment=comment)
    assert silence.why == Firing.Skipped.PERSON_HAS_IT


@pytest.mark.parametrize(
    "text", ["price, and a HUMAN please", "can I talk to someone? price", "Représentative! price"]
)
def test_asking_for_a_person_comes_before_any_rule(text):  # H-1
    [silence, call] = outcome(text)
    assert silence.why == Firing.Skipped.ASKED_FOR_A_PERSON
    assert call == CallForPerson()


@pytest.mark.parametrize("text", ["price for humanity", "reagent price", "talk price to someone"])
def test_other_words_are_no_call_for_a_person(text):  # H-1
    assert sent(outcome(text)) == ["one"]


def test_switched_off_rules_are_silent_and_a_person_is_called():  # K-11
    [silence, call] = outcome(is_on=False)
    assert silence.why == Firing.Skipped.SWITCHED_OFF
    assert call == CallForPerson()


def test_wordings_take_turns_and_end():  # C-1, C-2
    had = {}
    said = []
    for _ in range(2):
        [answer] = outcome(had=had)
        said.append(answer.words)
        had[answer.rule.pk, answer.step, answer.words] = NOW
    assert said == ["one", "two"]
    [silence, call] = outcome(had=had)
    assert isinstance(silence, Silence)
    assert silence.why == Firing.Skipped.ALL_SENT
    assert call == CallForPerson()


def test_contacts_begin_at_different_wordings():  # C-2
    assert [sent(outcome(contact=n)) for n in range(3)] == [["one"], ["two"], ["one"]]


@pytest.mark.parametrize(("days", "again"), [(6.99, False), (7, True)])
def test_a_wording_may_come_again_after_so_many_days(days, again):  # C-1
    had = {(1, 0, words): NOW - timedelta(days=days) for words in ("one", "two")}
    assert sent(outcome(rules=[rule(again_after_days=7)], had=had)) == (["one"] if again else [])


def test_another_rules_words_do_not_count():  # C-1
    assert sent(outcome(had={(9, 0, "one"): NOW, (1, 1, "one"): NOW})) == ["one"]


def test_it_is_a_function_of_its_values():
    assert outcome() == outcome()
