"""Two texts that people take for the same are the same words (K-2)."""

import pytest

from automations.folding import fold


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("PRICE", ["price"]),
        ("  price,  please! ", ["price", "please"]),
        ("prïcé", ["price"]),
        ("Ｐｒｉｃｅ　１２", ["price", "12"]),  # full width
        ("price🔥🔥please", ["price", "please"]),
        ("👍🏽", []),
        ("straße", ["strasse"]),
        ("İSTANBUL ılık", ["istanbul", "ilik"]),
        ("don't DON’T", ["dont", "dont"]),
        ("size-chart/size_chart", ["size", "chart", "size", "chart"]),
        ("مَرْحَبًا", ["مرحبا"]),  # Arabic vowels
        ("שָׁלוֹם", ["שלום"]),  # Hebrew points
        ("价格多少", ["价", "格", "多", "少"]),  # no spaces: each sign a word
        ("가격 얼마", ["가격", "얼마"]),
        ("हिन्दी", ["हिन्दी"]),  # marks that are letters stay
        ("ёлка", ["елка"]),
        ("ﬁne", ["fine"]),
        ("a\u200bb", ["ab"]),
        ("", []),
    ],
)
def test_a_text_is_its_words(written, words):
    assert list(fold(written)) == words


@pytest.mark.parametrize("written", ["Été", "Ｆｕｌｌ", "שָׁלוֹם", "가격", "Ǆ", "ﷺ", "İ"])
def test_folding_twice_changes_nothing(written):
    once = fold(written)
    assert fold(" ".join(once)) == once
