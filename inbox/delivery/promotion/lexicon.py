"""The word lists, read once when the program starts (W-12).

One file a language in ``words/``; the language of the phrases is explained in ``language.py``.
All languages are looked for together: people mix them, and no setting can then be wrong.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from inbox.delivery.promotion.found import Kind
from inbox.delivery.promotion.phrases import Place

WORDS = Path(__file__).with_name("words")

# What a word list may hold, and which kind of finding a phrase of it is.
KINDS = {"offers": Kind.OFFER, "discounts": Kind.DISCOUNT, "codes": Kind.CODE}
CALLS = "calls"  # to buy: only together with a price
UNLESS = "unless"  # longer phrases of support: what lies wholly inside one is not a finding
SPOKEN_OF = "spoken_of"  # in a sentence with one of these, the past is spoken of
UNITS = ("percent", "money")  # what stands after or before a number
_LISTS = {*KINDS, CALLS, UNLESS, SPOKEN_OF}


def read(folder: Path = WORDS) -> tuple[Place, Place]:
    """All phrases, and all units; raises ValueError naming the file of what it cannot read."""
    phrases, units = Place(), Place()
    for file in sorted(folder.glob("*.toml")):
        for name, lines in tomllib.loads(file.read_text("utf-8")).items():
            if name not in _LISTS | set(UNITS):
                raise ValueError(f"{file.name}: there is no list called {name}")
            for line in lines:
                try:
                    (units if name in UNITS else phrases).add(line, name)
                except ValueError as error:
                    raise ValueError(f"{file.name}, {name}: {error}") from error
    return phrases, units


PHRASES, UNIT_WORDS = read()
