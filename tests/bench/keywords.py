"""Made-up keywords, rules and messages for the matcher, the same ones each time."""

from __future__ import annotations

import random
from typing import Any

SYLLABLES = {
    "latin": "ba be bi co cu da de fi ga go ha hi ja ka le li lo ma mi mo na ni no pa pe ra re ri ro sa"
    " se si so ta te ti to tra pri ble ment ción ür ñe ça va ve vi wa xo ya zu".split(),
    "cyrillic": "ба ве го да же зи ка ле мо на по ра се ту фа хо це ча ши ща пре сто вле нок".split(),
    "arabic": "با تي ثو جا حي خو دا ري سا شي صو طا عي غا في قا كو لا مي نو ها وي".split(),
    "chinese": list(
        "价格多少尺码颜色库存包邮地址电话优惠券退货发票质量什么时候开门怎么买便宜送到哪里新品"
    ),
}
COMMON = (
    "hi hello how much is the do you have this in a please what when can i get it my for and size"
    " color ship to where are open today thanks love so good need want still"
).split()
# As shops' rules are: mostly Latin.
_SCRIPTS = random.Random(1).choices([*SYLLABLES], [70, 12, 8, 10], k=1000)


class Maker:
    """Keywords and messages from a seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)

    def word(self) -> str:
        script = self._random.choice(_SCRIPTS)
        parts = self._random.choices(SYLLABLES[script], k=self._random.randint(2, 5))
        return "".join(parts)

    def keywords(self, count: int) -> list[str]:
        """Different ones, of one to three words."""
        found: dict[str, None] = {}
        while len(found) < count:
            some = self._random.choices((1, 2, 3), (60, 30, 10))[0]
            found[" ".join(self.word() for _ in range(some))] = None
        return list(found)

    def definition(self, match: str, keywords: list[str]) -> dict[str, Any]:
        made: dict[str, Any] = {"on": ["dm", "comment"], "steps": [], "match": match}
        if match == "pattern":
            keywords = [self._pattern(keyword) for keyword in keywords]
        if self._random.random() < 0.2:
            made["excluding"] = [self.word(), self.word()]
        return made | {"keywords": keywords}

    def message(self, keywords: list[str], *, words: int) -> str:
        """Common words and others; every third holds a keyword, every third one with a slip."""
        parts = self._random.choices(COMMON, k=words - words // 3)
        parts += [self.word() for _ in range(words // 3)]
        self._random.shuffle(parts)
        kind = self._random.randrange(3)
        if kind:
            keyword = self._random.choice(keywords)
            parts.insert(
                self._random.randrange(len(parts)), keyword if kind == 1 else self._slip(keyword)
            )
        return " ".join(parts).capitalize() + self._random.choice(["", "?", "!!", " 🔥"])

    def _slip(self, word: str) -> str:
        place = self._random.randrange(1, max(2, len(word) - 1))
        return word[:place] + word[place + 1 :]

    def _pattern(self, keyword: str) -> str:
        form = self._random.choice(
            [r"\b{}s?\b", r"{}\s*#?[0-9]+", r"^{}\b", "({}|{}x+y)", "{}.{{0,9}}?[!?]"]
        )
        return form.replace("{}", keyword).replace("{{", "{").replace("}}", "}")


def rules(match: str, rules_: int, each: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Definitions of so many rules with so many keywords each, and all their keywords.

    “mixed” is what a shop that uses everything may have: each mode in some of the rules.
    """
    maker = Maker()
    every = maker.keywords(rules_ * each)
    modes = ["contains"] * 11 + ["exact"] * 3 + ["fuzzy"] * 4 + ["starts_with", "pattern"]
    found = []
    for number in range(rules_):
        mode = modes[number * 7 % len(modes)] if match == "mixed" else match
        found.append(maker.definition(mode, every[number * each : (number + 1) * each]))
    return found, every
