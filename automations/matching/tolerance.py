"""Which word is a slip for which: the rule that typo-tolerant keywords keep (K-2).

- A keyword's word of 4 to 7 letters forgives one slip, a longer one two; a shorter one, or one with
  a digit in it, none. ``typos`` of a rule can only make it less. Words of a phrase count apart.
- A slip is a letter too many, missing, or another one, or two neighbours swapped.
- The first letter is right, or swapped with the second: “cost” is not meant by “most”. In a word of
  eight letters or more, a wrong first letter may be the only slip.
- An everyday word is no slip for another word: “site” is not meant as “size” (everyday.py). With
  or without an “s” at its end it is the same word: “size” is meant by “sizes”.

Beyond that distance alone decides, so a rare word that is one letter away counts as a slip; the
words that a rule excludes are there for that.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from automations.matching.everyday import EVERYDAY

MOST = 2
SHORTEST, LONG = 4, 8  # letters, from which on one slip and two are forgiven
LONGEST = 40  # letters; a longer word has to be right
_DIGIT = re.compile("[0-9]")


def allowed(word: str) -> int:
    """How many slips a folded word of a keyword forgives."""
    if not SHORTEST <= len(word) <= LONGEST or _DIGIT.search(word):
        return 0
    return 1 if len(word) < LONG else MOST


def slips(said: str, meant: str) -> int | None:
    """How many slips make ``said`` of ``meant``, both folded words; None if it isn't meant."""
    if said == meant:
        return 0
    most = allowed(meant)
    begins_right = said[0] == meant[0] or said[:2] == meant[1::-1]
    if not begins_right:
        most = 1 if most == MOST else 0
    if abs(len(said) - len(meant)) > most or (said in EVERYDAY and said + "s" != meant):
        return None
    found = OSA.distance(said, meant, score_cutoff=most) if most else 1
    return found if found <= most else None
