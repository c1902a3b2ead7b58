"""Made-up keywords, rules and messages for the matcher, the same ones each time."""

from __future__ import annotations

import random
from typing import Any

# Beginnings, vowels and ends of syllables. As shops' rules are, mostly Latin; Chinese has signs.
SCRIPTS = {
    "latin": ("b c d f g h j k l m n p r s t v w z br ch cl fr gr pl pr qu sh st tr", "a e i o u",
              "b c d k l m n p r s t x ck ll nd ng nt rt st ss"),
    "accented": ("b c d f g l m n p r s t v z ch gr pr tr ñ ç", "á e é i í o ó u ü ã ê",
                 "l m n r s t x nd nt rt st"),
    "cyrillic": ("б в г д ж з к л м н п р с т ф х ц ч ш пр ст сл кр", "а е ё и о у ы э ю я",
                 "б в г д й к л м н п р с т х ть ст"),
    "arabic": ("ب ت ث ج ح خ د ر س ش ص ط ع غ ف ق ك ل م ن ه و", "ا ي و", "ب ت د ر س ع ف ق ل م ن ة"),
}  # fmt: skip
_PARTS = {name: [part.split() for part in parts] for name, parts in SCRIPTS.items()}
_CHINESE = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
_SHARE = {"latin": 60, "accented": 12, "cyrillic": 12, "arabic": 8, "chinese": 8}  # percent
_COMMON = """
    hi hello how much is the do you have this in a please what when can i get it my for and size
    color ship to where are open today thanks love so good need want still
"""
COMMON = _COMMON.split()
_PATTERNS = [r"\b%s\b", r"%s\s*#?[0-9]+", "^%s", "(?:%s|order) [a-z]+[0-9]", "%s.{0,9}[!?]"]
_MODES = ["contains"] * 11 + ["exact"] * 3 + ["fuzzy"] * 4 + ["starts_with", "pattern"]


class Maker:
    """Keywords and messages, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def word(self) -> str:
        script = self._random.choices([*_SHARE], [*_SHARE.values()])[0]
        if script == "chinese":
            return "".join(self._random.choices(_CHINESE, k=self._random.randint(2, 4)))
        starts, vowels, ends = _PARTS[script]
        pick, size = self._random.choice, self._random.randint(2, 4)
        parts = (pick(starts) + pick(vowels) + pick(["", pick(ends)]) for _ in range(size))
        return "".join(parts)

    def keywords(self, count: int) -> list[str]:
        """Different ones, of one to three words."""
        found: dict[str, None] = {}
        while len(found) < count:
            size = self._random.choices((1, 2, 3), (60, 30, 10))[0]
            found[" ".join(self.word() for _ in range(size))] = None
        return list(found)

    def definition(self, match: str, keywords: list[str]) -> dict[str, Any]:
        if match == "pattern":
            keywords = [self._random.choice(_PATTERNS) % keyword for keyword in keywords]
        made: dict[str, Any] = {"on": ["dm", "comment"], "steps": [], "match": match}
        if self._random.random() < 0.2:
            made["excluding"] = [self.word(), self.word()]
        return made | {"keywords": keywords}

    def message(self, keywords: list[str], words: int) -> str:
        """Common words and others; every third has a keyword, every third one with a slip."""
        parts = self._random.choices(COMMON, k=words - words // 3)
        parts += [self.word() for _ in range(words // 3)]
        self._random.shuffle(parts)
        if kind := self._random.randrange(3):
            keyword = self._random.choice(keywords)
            said = keyword if kind == 1 else self._slip(keyword)
            parts.insert(self._random.randrange(len(parts)), said)
        return " ".join(parts).capitalize() + self._random.choice(["", "?", "!!", " 🔥"])

    def _slip(self, word: str) -> str:
        place = self._random.randrange(1, max(2, len(word) - 1))
        return word[:place] + word[place + 1 :]


def rules(match: str, count: int, each: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Definitions of so many rules with so many keywords each, and all their keywords.

    “mixed” is what a shop that uses everything may have: each mode in some of the rules.
    """
    maker = Maker(seed=7)
    every = maker.keywords(count * each)
    found = []
    for number in range(count):
        mode = _MODES[number * 7 % len(_MODES)] if match == "mixed" else match
        found.append(maker.definition(mode, every[number * each : (number + 1) * each]))
    return found, every
