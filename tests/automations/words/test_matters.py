"""Complaints, refunds and delicate matters are for people; praise and questions are not (H-2)."""

import pytest

from automations.words import Words
from tests.automations.words.lists import languages, messages

WORDS = Words()


@pytest.mark.parametrize("text", messages("complaints"))
def test_a_complaint_is_heard(text):  # H-2
    assert WORDS.read(text).complaint


@pytest.mark.parametrize("text", messages("praise"))
def test_praise_and_questions_before_buying_are_no_complaints(text):  # H-2
    assert WORDS.read(text).complaint == ""


@pytest.mark.parametrize("text", messages("sensitive"))
def test_a_legal_medical_or_money_matter_is_heard(text):  # H-2
    assert WORDS.read(text).sensitive


@pytest.mark.parametrize("text", messages("harmless"))
def test_harmless_messages_with_such_words_are_no_matter(text):  # H-2
    assert WORDS.read(text).sensitive == ""


def test_the_lists_have_many_languages():  # H-2
    for name in ("complaints", "praise", "sensitive", "harmless"):
        assert len(languages(name)) >= 12


def test_a_text_may_say_several_things_at_once():  # H-1, H-2
    meaning = WORDS.read("I want a refund. Let me talk to a human or my lawyer will call you.")
    assert meaning.complaint == "I want a refund"
    assert meaning.person == "talk to a human"
    assert meaning.sensitive == "my lawyer"
