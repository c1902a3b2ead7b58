"""Text as matching sees it: without case, accents, emoji, punctuation or full-width forms (K-2).

What people type for one another is one here: half- and full-width forms, styled letters, digits of
all scripts, accents and apostrophes, Arabic alef, hamza, heh and yeh forms, vowels and stretching,
Hebrew points and final letters, Greek accents and the final sigma, Cyrillic ё (й stays itself), ß,
the Turkish ı, letters with a stroke, katakana and hiragana, and the nukta of Devanagari.
"""

from __future__ import annotations

import re
import unicodedata

# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, Chinese signs. Each letter with
# its marks is a word of its own there, so that phrases are found in the middle of a text.
_UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"
    "\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u17d7\u3005-\u3007\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_THEIR_MARKS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059"
    "\u17b4-\u17d3\u17dd\u3099\u309a"
)
_STACKED = f"(?<=[\u1039\u17d2])[{_UNSPACED}]"  # written below the letter before: one with it
_WORD = re.compile(
    f"[{_UNSPACED}](?:[{_THEIR_MARKS}]|{_STACKED})*|[^\\W_{_UNSPACED}][^ {_UNSPACED}]*"
)
_PLAIN_WORD = re.compile("[a-z0-9]+")

# Marks that people leave out when they type: accents, Hebrew points, Arabic vowels, variations.
_LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u08d3-\u08ff"
    "\u093c\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef]"
)
_SAME = {
    **dict.fromkeys("’‘ʼʻ`´′\u05f3\uff07", "'"),
    **dict.fromkeys("“”„\u05f4", '"'),
    # Arabic letters as keyboards of several languages write them, and people confuse them.
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("ةہھەۃ", "ه"),
    **dict.fromkeys("ىیۍې", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict(zip("ךםןףץ", "כמנפצ", strict=True)),
    **dict(zip("ıøłđħŧँй", "ioldhtंй", strict=True)),
    **dict(zip("æœ", ("ae", "oe"), strict=True)),
    **{chr(code): chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)},
}
# Between two Hebrew letters it marks an abbreviation. A short word of French or Italian before a
# vowel is a word of its own (l'adresse); every other apostrophe is inside a word (don't).
_GERSHAYIM = re.compile('(?<=[א-ת])"(?=[א-ת])')
_ELIDED = re.compile(
    r"(?<![^\W_])((?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|all|dall|dell|nell|sull|quell|quest|bell)"
    r")'(?=[aeiouyh])"
)
_SHORT_I = re.compile("([иИ])\u0306")


class _Folds(dict[int, str]):
    """What one decomposed character becomes; asked once for each assigned one that occurs."""

    def __missing__(self, code: int) -> str:
        folded = "".join(map(_folded, _decomposed(chr(code).casefold())))
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs"):
            self[code] = folded
        return folded


def _decomposed(text: str) -> str:
    """Compatibility forms taken apart; й is a letter, not и with a sign above."""
    apart = unicodedata.normalize("NFKD", text)
    return _SHORT_I.sub("й", apart) if "\u0306" in apart else apart


def _folded(sign: str) -> str:
    if sign in _SAME:
        return _SAME[sign]
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Cf" or _LEFT_OUT.match(sign):  # Cf has no width: joiners, directions
        return ""
    return sign if category[0] in "LNM" or sign in "'\"" else " "


_FOLDS = _Folds()


def fold(text: str) -> tuple[str, ...]:
    """The words of ``text``; two texts that people take for the same give the same words.

    Words joined by spaces and folded again are the same words. A text of punctuation and emoji
    alone has none; see ``signs``.
    """
    plain = text.lower() if text.isascii() else _decomposed(text).translate(_FOLDS)
    if "'" in plain or "`" in plain:
        plain = _ELIDED.sub(r"\1 ", plain.replace("`", "'")).replace("'", "")
    if text.isascii():
        return tuple(_PLAIN_WORD.findall(plain))
    if '"' in plain:
        plain = _GERSHAYIM.sub("", plain).replace('"', " ")
    return tuple(_WORD.findall(unicodedata.normalize("NFC", plain)))


# An emoji with what is joined to it, a flag, or a sign such as + or € that stands by itself.
_SIGN = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|(?P<word>[^\\W_]+)"
    "|[^\\w\\s](?:\u200d[^\\w\\s]|[\U000e0020-\U000e007f])*"
)
_TONES = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def signs(text: str) -> tuple[str, ...]:
    """The emoji and signs of ``text`` in their order, for keywords that are nothing else (“🔥”).

    Skin tones and variations don't count, nor does punctuation. “+”, “€” and their like count only
    where they touch no word, so that “+” is not in a phone number. Words between are "" each, so
    that emoji apart are not taken for a row.
    """
    plain = _TONES.sub("", unicodedata.normalize("NFKC", text))
    found: list[str] = []
    for part in _SIGN.finditer(plain):
        sign = part.group()
        if part["word"]:
            found.append("")
        elif _is_emoji(sign) or (_is_symbol(sign) and not _touches_a_word(plain, *part.span())):
            found.append(sign)
    return tuple(found)


def _is_emoji(sign: str) -> bool:
    return unicodedata.category(sign[0]) == "So"


def _is_symbol(sign: str) -> bool:
    return unicodedata.category(sign[0]) in ("Sm", "Sc")


def _touches_a_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
