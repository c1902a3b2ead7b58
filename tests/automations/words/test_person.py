"""Who wants a person gets one, in any language and with typos; who doesn't, does not (H-1)."""

import pytest

from automations.words import Words
from tests.automations.words.lists import languages, messages

WORDS = Words()


@pytest.mark.parametrize("text", messages("wishes"))
def test_a_wish_for_a_person_is_heard(text):  # H-1
    assert WORDS.read(text).person


@pytest.mark.parametrize("text", messages("traps"))
def test_what_only_looks_like_a_wish_is_none(text):  # H-1
    assert WORDS.read(text).person == ""


def test_there_are_many_of_both_in_many_languages():  # H-1
    assert min(len(messages("wishes")), len(messages("traps"))) >= 150
    assert len(languages("wishes") & languages("traps")) >= 12


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Hi! Can I talk to a REAL person, please?", "talk to a REAL person"),
        ("HUMAN!!!", "HUMAN"),
        ("Thanks. Agent, please.", "Agent"),
        ("Das reicht. Mit einem MENSCHEN sprechen!", "Mit einem MENSCHEN"),
        ("你好，我要找真人", "我要找真人"),
        ("humn plz", "humn plz"),
    ],
)
def test_the_words_are_quoted_as_they_were_written(text, quoted):  # H-5
    assert WORDS.read(text).person == quoted


@pytest.mark.parametrize("word", ["human", "agent", "representative", "real person"])
@pytest.mark.parametrize("form", ["{}", "{}.", "  {} ", "{}?!", "🙏 {} 🙏", "please, {}", "{} NOW"])
def test_one_of_the_words_alone_is_always_a_wish(word, form):  # H-1
    assert WORDS.read(form.format(word)).person
    assert WORDS.read(form.format(word.upper())).person


@pytest.mark.parametrize("text", ["ａｇｅｎｔ", "𝗵𝘂𝗺𝗮𝗻", "hümàn", "h\u200buman"])
def test_other_letters_for_the_same_words_count(text):  # H-1, K-2
    assert WORDS.read(text).person


@pytest.mark.parametrize("text", ["", " ", "🔥🔥", "...", "?", "12345", "a" * 5000, "x " * 3000])
def test_a_text_without_words_says_nothing(text):
    meaning = WORDS.read(text)
    assert (meaning.stop, meaning.start, meaning.person) == (False, False, "")


def test_a_quote_is_never_longer_than_a_handoff_keeps():  # H-5
    quoted = WORDS.read("real " * 100 + "real person").person
    assert 0 < len(quoted) <= 200
