"""A workspace's own words count beside the built-in ones (H-1, H-2, P-3)."""

import pytest

from automations.models import AutomationSettings
from automations.words import problem, words_of


def settings(**fields):
    return AutomationSettings(workspace_id=1, **fields)


def test_an_own_phrase_counts_wherever_it_stands_with_typos():  # H-1
    words = words_of(settings(person_words=["Concierge", "speak to Maria"]))
    assert words.read("where is the concierge desk").person == "concierge"
    assert words.read("where is the conceirge").person == "conceirge"
    assert words.read("I'd like to speak to maria, ok?").person == "speak to maria"
    assert words.read("speak slowly").person == ""
    assert words_of(settings()).read("where is the concierge desk").person == ""


def test_the_built_in_words_stay_beside_own_ones():  # H-1
    assert words_of(settings(person_words=["concierge"])).read("human please").person


@pytest.mark.parametrize(
    ("field", "meaning"),
    [("complaint_words", "complaint"), ("sensitive_words", "sensitive")],
)
def test_own_words_of_other_matters_count_too(field, meaning):  # H-2
    words = words_of(settings(**{field: ["zulu tango"]}))
    assert getattr(words.read("about the Zulu, eh, Zulu Tango!"), meaning) == "Zulu Tango"


def test_an_own_stop_word_counts_as_a_whole_message_only():  # P-3
    words = words_of(settings(stop_words=["Halt", "kein bock mehr"], start_words=["los geht's"]))
    assert words.read("halt!").stop
    assert words.read("Kein Bock mehr, danke").stop
    assert not words.read("halt die Tür auf").stop
    assert words.read("Los geht's").start
    assert words.read("stop").stop


def test_an_own_stop_word_wins_over_a_built_in_start_word():  # P-3
    meaning = words_of(settings(stop_words=["restart"])).read("restart")
    assert (meaning.stop, meaning.start) == (True, False)


def test_short_own_words_forgive_no_typos():  # H-1
    words = words_of(settings(person_words=["boss"]))
    assert words.read("the boss").person == "boss"
    assert words.read("the bass").person == ""


def test_settings_that_say_the_same_share_one_value():
    assert words_of(settings(person_words=["a b"])) is words_of(settings(person_words=["a b"]))


@pytest.mark.parametrize(
    "phrase", ["boss", "speak to Maria", "人", "stop", "עזרה ממריה", "24h desk"]
)
def test_a_phrase_that_may_be_used_has_no_problem(phrase):
    assert problem(phrase) == ""


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("", "has no letter or digit"),
        ("🔥", "has no letter or digit"),
        ("x", "is a single letter"),
        ("please", "stands in all sorts of messages"),
        ("hello", "stands in all sorts of messages"),
        ("word " * 17, "80 is the most"),
    ],
)
def test_a_phrase_that_would_end_everything_is_refused_with_words(phrase, said):  # H-1
    assert said in problem(phrase)
