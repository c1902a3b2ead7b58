"""Reading what a text means everywhere, before any rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from automations.folding import fold
from automations.models import AutomationSettings
from automations.words.grammar import Grammar
from automations.words.own import Own, OwnPhrases
from automations.words.phrases import (
    PARTS,
    Phrase,
    folded,
    ordinary_words,
    phrases_of,
    whole_messages,
)
from automations.words.sentences import Clause, sentences_of
from automations.words.spelling import TWO_FROM, Spelling

MEANINGS = ("person", "complaint", "sensitive")
MOST_CHARACTERS = 2200  # of a text, as long as a comment can be; what follows is not read
LONGEST_QUOTE = 200  # characters


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says. Each text is what of it says so, as it was written; "" if nothing does."""

    stop: bool = False  # P-3
    start: bool = False
    person: str = ""  # H-1
    complaint: str = ""  # H-2
    sensitive: str = ""


class Words:
    """What counts in a workspace: the built-in phrases and its own."""

    def __init__(self, own: Own | None = None) -> None:
        own = own or Own()
        self._stop = _Whole("stop", own.stop)
        self._start = _Whole("start", own.start)
        self._own = {meaning: OwnPhrases(getattr(own, meaning)) for meaning in MEANINGS}

    def read(self, text: str) -> Meaning:
        """What ``text`` says; microseconds where it says nothing of it."""
        text = text[:MOST_CHARACTERS]
        words = fold(text)
        if not words:
            return Meaning()
        said = _built_in(text, words)
        for meaning, own in self._own.items():
            said[meaning] = own.find(text, words) or said.get(meaning, "")
        quoted = {meaning: words[:LONGEST_QUOTE] for meaning, words in said.items()}
        whole = _without_polite(words)
        stop = self._stop.is_said(whole)
        return Meaning(stop=stop, start=not stop and self._start.is_said(whole), **quoted)


def words_of(settings: AutomationSettings) -> Words:
    """Those of the workspace with these settings; one value for all that say the same."""
    return _words(
        Own(
            person=tuple(settings.person_words),
            complaint=tuple(settings.complaint_words),
            sensitive=tuple(settings.sensitive_words),
            stop=tuple(settings.stop_words),
            start=tuple(settings.start_words),
        )
    )


@lru_cache(maxsize=1024)
def _words(own: Own) -> Words:
    return Words(own)


class _Whole:
    """Phrases that count only as the whole message: “stop”, never “stop the bill” (P-3)."""

    def __init__(self, meaning: str, own: Sequence[str]) -> None:
        self._phrases = whole_messages(meaning) | folded(own)
        # Only long words are forgiven a typing error here: “cancer” is an answer, and no “cancel”.
        self._spelling = _whole_spelling() if not own else _spelling_of(self._phrases)

    def is_said(self, words: Phrase) -> bool:
        said_again = words[:1] * len(words) == words  # “stop stop stop”
        if words in self._phrases or (said_again and words[:1] in self._phrases):
            return True
        return tuple(map(self._spelling.meant, words)) in self._phrases


def _built_in(text: str, words: Phrase) -> dict[str, str]:
    """What the built-in phrases find, by meaning; nothing for most texts."""
    meant = tuple(map(_spelling().meant, words))
    found = {}
    sentences: list[list[Clause]] | None = None
    for meaning, grammar in _grammars().items():
        if grammar.may_find(meant):
            sentences = sentences or sentences_of(text, _spelling().meant)
            found[meaning] = next(filter(None, map(grammar.find, sentences)), "")
    return found


def _without_polite(words: Phrase) -> Phrase:
    """``words`` without “please”, “thanks” and their like around them."""
    polite = whole_messages("polite")
    longest = 5  # words of a polite phrase
    for size in range(min(longest, len(words) - 1), 0, -1):
        if words[-size:] in polite:
            return _without_polite(words[:-size])
        if words[:size] in polite:
            return _without_polite(words[size:])
    return words


@cache
def _grammars() -> dict[str, Grammar]:
    return {meaning: Grammar(phrases_of(meaning)) for meaning in MEANINGS}


@cache
def _spelling() -> Spelling:
    """Errors are mended in what people ask with; all other words that mean something stay."""
    mended = phrases_of("person").words("people", "anyone", "always", "contact", "want")
    mended |= phrases_of("complaint").words("people") | phrases_of("sensitive").words("people")
    known = {word for meaning in MEANINGS for word in phrases_of(meaning).words(*PARTS)}
    return Spelling(mended, ordinary_words() | (known - mended))


@cache
def _whole_spelling() -> Spelling:
    return _spelling_of(whole_messages("stop") | whole_messages("start"))


def _spelling_of(phrases: frozenset[Phrase]) -> Spelling:
    return Spelling(set(chain.from_iterable(phrases)), one_from=TWO_FROM, two_from=99)
