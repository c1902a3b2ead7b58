"""Reading is quick, and typing errors are forgiven by length."""

import time
import tomllib

import pytest

from automations.words import Words
from automations.words.phrases import DATA, PARTS, phrases_of
from automations.words.spelling import Spelling

MEANINGS = ("person", "complaint", "sensitive")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("agent", "agent"),
        ("agnt", "agent"),  # one missing
        ("aggent", "agent"),  # one too many
        ("agemt", "agent"),  # another one
        ("agnet", "agent"),  # two swapped
        ("agenttt", "agent"),  # drawn out
        ("agnmt", "agnmt"),  # two errors in five letters
        ("represntatve", "representative"),
        ("reprsntatve", "reprsntatve"),  # three
        ("rep", "rep"),
        ("rap", "rap"),  # never in short words
        ("urgent", "urgent"),
        ("agenda", "agenda"),
    ],
)
def test_typing_errors_are_forgiven_by_length(typed, meant):  # H-1
    spelling = Spelling(["agent", "representative", "rep"], ["agenda"])
    assert spelling.meant(typed) == meant


def test_an_ordinary_word_is_what_it_is():  # H-1
    assert Spelling(["staff"]).meant("stuff") == "staff"
    assert Spelling(["staff"], ["stuff"]).meant("stuff") == "stuff"


def test_scripts_without_vowels_forgive_nothing():  # H-1
    assert Spelling(["الموظف"]).meant("الموقف") == "الموقف"


def test_reading_an_ordinary_message_takes_microseconds():
    words = Words()
    texts = [f"what is the price of the blue dress number {n} in size M?" for n in range(50)]
    for text in texts:
        words.read(text)
    before = time.process_time()
    for text in texts * 10:
        words.read(text)
    each = (time.process_time() - before) / 500
    assert each < 0.0005  # seconds; about 0.00002 on an idle machine


@pytest.mark.parametrize("meaning", MEANINGS)
def test_every_part_of_the_data_is_one_that_is_read(meaning):
    known = {*PARTS, "prefixes", "suffixes"}
    for language, parts in tomllib.loads((DATA / f"{meaning}.toml").read_text()).items():
        assert set(parts) <= known, language


@pytest.mark.parametrize("meaning", MEANINGS)
def test_nothing_both_always_counts_and_never_does(meaning):
    phrases = phrases_of(meaning)
    assert not phrases["never"] & phrases["always"]
