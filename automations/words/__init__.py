"""What is understood everywhere, before any rule: stop, start, a person, a matter for people.

The words are data, one file for each meaning in ``data/``, by language (H-1, H-2, P-3).
"""

from automations.words.own import problem
from automations.words.reader import Meaning, Words, words_of

__all__ = ["Meaning", "Words", "problem", "words_of"]
