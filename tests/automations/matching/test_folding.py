"""Two texts that people take for the same are the same words (K-2)."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.folding import fold, signs


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("PRICE", ["price"]),
        ("  price,  please! ", ["price", "please"]),
        ("prïcé", ["price"]),
        ("Ｐｒｉｃｅ　１２", ["price", "12"]),  # full width
        ("𝗣𝗥𝗜𝗖𝗘 𝓅𝓇𝒾𝒸ℯ", ["price", "price"]),  # styled
        ("price🔥🔥please", ["price", "please"]),
        ("👍🏽 ❤️", []),
        ("1️⃣", ["1"]),
        ("straße STRASSE", ["strasse", "strasse"]),
        ("İSTANBUL ılık IŞIK", ["istanbul", "ilik", "isik"]),
        ("don't DON’T", ["dont", "dont"]),
        ("l'adresse, c’est où? QU'EST-CE", ["l", "adresse", "c", "est", "ou", "qu", "est", "ce"]),
        ("dell’ordine", ["dell", "ordine"]),
        ("size-chart/size_chart", ["size", "chart", "size", "chart"]),
        ("smørrebrød æble Łódź cœur", ["smorrebrod", "aeble", "lodz", "coeur"]),
        ("Địa chỉ ở đâu", ["dia", "chi", "o", "dau"]),
        ("ﬁne", ["fine"]),
        ("a\u200bb a\u00adb a\u202eb", ["ab", "ab", "ab"]),  # signs without a width
        ("", []),
    ],
)
def test_a_text_in_latin_letters_is_its_words(written, words):
    assert list(fold(written)) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("مَرْحَبًا", ["مرحبا"]),  # Arabic vowels
        ("الســـعر", ["السعر"]),  # stretching
        ("أحمد إلى آخر ٱلله", ["احمد", "الي", "اخر", "الله"]),  # alef and hamza, final yeh
        ("مدرسة مسؤول شاطئ", ["مدرسه", "مسوول", "شاطي"]),
        ("کتاب یک", ["كتاب", "يك"]),  # Persian keyboards
        ("می‌خواهم", ["ميخواهم"]),  # a joiner without a width
        ("۱۲۳ ١٢٣ १२३ ๑๒๓", ["123", "123", "123", "123"]),
        ("שָׁלוֹם", ["שלומ"]),  # points, and the final form
        ('צה"ל צה״ל', ["צהל", "צהל"]),
        ("ёлка Ёлка мой", ["елка", "елка", "мой"]),
        ("мои\u0306", ["мой"]),  # й in two signs
        ("ΤΙΜΉ τιμής ΤΙΜΗΣ", ["τιμη", "τιμησ", "τιμησ"]),
        ("हिन्दी", ["हिन्दी"]),  # marks that are letters stay
        ("क़ीमत हाँ", ["कीमत", "हां"]),
        ("가격 얼마", ["가격", "얼마"]),
        (unicodedata.normalize("NFD", "가격"), ["가격"]),
    ],
)
def test_a_text_in_another_script_is_its_words(written, words):
    assert list(fold(written)) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("价格多少", ["价", "格", "多", "少"]),
        ("iPhone价格15", ["iphone", "价", "格", "15"]),
        ("サイズ ｻｲｽﾞ さいず", ["さ", "い", "ず"] * 3),
        ("ラーメン", ["ら", "ー", "め", "ん"]),
        ("น้ำ", ["น้ํ", "า"]),  # a letter keeps its marks
        ("ราคา", ["ร", "า", "ค", "า"]),
        ("ລາຄາ", ["ລ", "າ", "ຄ", "າ"]),
        ("តម្លៃ", ["ត", "ម្លៃ"]),  # the letter below belongs to the one above
    ],
)
def test_a_script_without_spaces_is_a_word_for_each_letter(written, words):
    assert list(fold(written)) == words


SCRIPTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aiıİßſſÅ'’`\"״-_.🔥👍🏽\u200d\ufe0f\u0301\u0306\u0307\u0345\u0640\u093c"),
        st.characters(min_codepoint=0x370, max_codepoint=0x6FF),
        st.characters(min_codepoint=0x900, max_codepoint=0x17FF),
        st.characters(min_codepoint=0x3040, max_codepoint=0x30FF),
    )
)


@settings(deadline=None)
@given(SCRIPTS)
def test_folding_twice_changes_nothing(written):
    once = fold(written)
    assert fold(" ".join(once)) == once


def test_no_sign_of_unicode_folds_to_something_that_folds_further():
    every = map(chr, range(sys.maxunicode + 1))
    whole = [sign for sign in every if unicodedata.category(sign) not in ("Cn", "Co", "Cs")]
    unstable = [
        sign
        for start in range(0, len(whole), 512)
        for part in [whole[start : start + 512]]
        if (once := fold(" ".join(part))) != fold(" ".join(once))
        for sign in part
    ]
    assert unstable == []


@settings(deadline=None)
@given(SCRIPTS)
def test_all_forms_of_a_text_are_the_same(written):
    folded = fold(written)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, written)) == folded


@settings(deadline=None)
@given(SCRIPTS)
def test_words_hold_no_space_and_are_never_empty(written):
    assert all(word and not any(map(str.isspace, word)) for word in fold(written))


@settings(deadline=None)
@given(SCRIPTS, SCRIPTS)
def test_texts_side_by_side_are_their_words_side_by_side(one, other):
    assert fold(f"{one}\n{other}") == fold(one) + fold(other)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("🔥", ["🔥"]),
        ("🔥🔥!", ["🔥", "🔥"]),
        ("🔥 yes 🔥", ["🔥", "", "🔥"]),
        ("👍🏽👍", ["👍", "👍"]),  # a skin tone is none of it
        ("❤️ ❤", ["❤", "❤"]),  # nor is a variation
        ("❤️‍🔥", ["❤\u200d🔥"]),  # another emoji than its parts
        ("👩🏽‍🚀", ["👩\u200d🚀"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("+", ["+"]),
        ("＋ €", ["+", "€"]),
        ("call +49 170", ["", "", ""]),  # not by itself
        ("a+b", ["", ""]),
        ("?!…", []),  # punctuation
        ("", []),
    ],
)
def test_emoji_and_signs_are_found_apart_from_words(written, found):
    assert list(signs(written)) == found
