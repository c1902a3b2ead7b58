"""Stop and start count as whole messages only (P-3)."""

import pytest

from automations.words import Words
from automations.words.phrases import whole_messages
from tests.automations.words.lists import languages, messages

WORDS = Words()


@pytest.mark.parametrize("text", messages("stops"))
def test_a_whole_stop_message_stops(text):  # P-3
    meaning = WORDS.read(text)
    assert (meaning.stop, meaning.start) == (True, False)


@pytest.mark.parametrize("text", messages("starts"))
def test_a_whole_start_message_starts(text):  # P-3
    meaning = WORDS.read(text)
    assert (meaning.stop, meaning.start) == (False, True)


@pytest.mark.parametrize("text", messages("sayings"))
def test_a_sentence_with_such_a_word_does_neither(text):  # P-3
    meaning = WORDS.read(text)
    assert (meaning.stop, meaning.start) == (False, False)


def test_the_lists_have_many_languages():  # P-3
    assert len(languages("stops")) >= 12
    assert len(languages("starts")) >= 12


@pytest.mark.parametrize("word", ["stop", "unsubscribe", "opt out", "cancel"])
def test_the_four_words_stop_with_anything_polite_around_them(word):  # P-3
    for form in ("{}", "{} please", "Please {}!", "{}, thanks", "{}…", "ok {} 👋"):
        assert WORDS.read(form.format(word)).stop, form


@pytest.mark.parametrize("answer", ["cancer", "top", "shop", "step", "stock"])
def test_a_short_word_that_is_almost_stop_is_an_answer(answer):  # P-3
    assert not WORDS.read(answer).stop


def test_no_phrase_stops_and_starts():  # P-3
    assert not whole_messages("stop") & whole_messages("start")
