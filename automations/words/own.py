"""A workspace's own phrases: they count wherever they stand as whole words, slips forgiven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from automations.folding import fold
from automations.words.phrases import Phrase, folded, ordinary_words, phrases_of, whole_messages
from automations.words.sentences import sentences_of
from automations.words.spelling import Spelling

LONGEST = 80  # characters of a phrase


@dataclass(frozen=True, slots=True)
class Own:
    """What a workspace adds to the built-in phrases of each meaning."""

    person: tuple[str, ...] = ()
    complaint: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    start: tuple[str, ...] = ()


class OwnPhrases:
    """The phrases of one meaning, ready to be looked for."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(folded(phrases), key=len, reverse=True):
            self._by_first[phrase[0]].append(phrase)
        known = {word for phrase in folded(phrases) for word in phrase}
        self._spelling = Spelling(known, ordinary_words())

    def find(self, text: str, words: Sequence[str]) -> str:
        """What of ``text``, whose folded words are ``words``, is one of them; "" if nothing."""
        meant = self._spelling.meant
        if not self._by_first or not any(meant(word) in self._by_first for word in words):
            return ""
        for clauses in sentences_of(text, meant):
            for clause in clauses:
                for start, word in enumerate(clause.meant):
                    for phrase in self._by_first.get(word, ()):
                        end = start + len(phrase)
                        if clause.meant[start:end] == phrase:
                            return clause.written(start, end)
        return ""


def problem(phrase: str) -> str:
    """Why ``phrase`` can't be one of a workspace's own, and what to do; "" if it can."""
    words = fold(phrase)
    if not words:
        return _("“%(phrase)s” has no letter or digit; write a word or a phrase.") % {
            "phrase": phrase
        }
    if len(phrase) > LONGEST:
        return _("It has %(size)d characters; %(most)d is the most.") % {
            "size": len(phrase),
            "most": LONGEST,
        }
    if words in phrases_of("person")["polite"] and words not in _meaningful():
        return _(
            "“%(phrase)s” stands in all sorts of messages; add words that only these people use."
        ) % {"phrase": phrase}
    if len(words) == 1 and len(words[0]) == 1 and words[0].isascii():
        return _("“%(phrase)s” is a single letter; write a word or a phrase.") % {"phrase": phrase}
    return ""


def _meaningful() -> frozenset[Phrase]:
    """Words that say something alone, though they also stand beside people who are asked for."""
    return whole_messages("stop") | whole_messages("start")
