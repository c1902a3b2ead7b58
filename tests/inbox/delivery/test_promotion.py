"""What looks promotional in a reply under the Human Agent tag, and which words of it do (W-12).

The sentences, one file a language, are in ``promotion_sentences``: what is to be found stands in
braces after its kind, ``{discount: 20% off}``; a sentence without braces is support.
"""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inbox.delivery.promotion import Kind, find
from inbox.delivery.promotion.lexicon import WORDS, read

SENTENCES = Path(__file__).with_name("promotion_sentences")
LANGUAGES = {"en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ar", "he", "ru", "uk", "hi"}
LANGUAGES |= {"ja", "ko", "zh", "id", "sv", "th"}
MARKED = re.compile(r"\{(\w+): (.+?)\}")


def sentences():
    for file in sorted(SENTENCES.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "---")):
                yield f"{file.stem}: {line}"


def read_marks(line):
    """The sentence without its marks, and ``(kind, words, start)`` for each of them."""
    plain, marks = "", []
    for part in re.split(r"(\{\w+: .+?\})", line):
        if marked := MARKED.fullmatch(part):
            marks.append((marked[1], marked[2], len(plain)))
            plain += marked[2]
        else:
            plain += part
    return plain, marks


def said(text):
    return [(found.kind.value, found.words) for found in find(text)]


@pytest.mark.parametrize("line", list(sentences()))
def test_the_words_that_look_promotional_are_named_and_placed(line):  # W-12
    text, expected = read_marks(line.split(": ", 1)[1])
    found = find(text)
    assert [(f.kind.value, f.words, f.start) for f in found] == expected
    assert [text[f.start : f.end] for f in found] == [f.words for f in found]


def test_every_language_has_its_words_and_its_sentences():
    assert {file.stem for file in WORDS.glob("*.toml")} == LANGUAGES | {"everywhere"}
    for language in LANGUAGES:
        promoting, support = (SENTENCES / f"{language}.txt").read_text("utf-8").split("---\n")
        assert len(MARKED.findall(promoting)) >= 5, language
        assert len(support.splitlines()) >= 5, language


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A SPECIAL OFFER!", "SPECIAL OFFER"),
        ("a spécial öffer", "spécial öffer"),
        ("a ｓｐｅｃｉａｌ　ｏｆｆｅｒ", "ｓｐｅｃｉａｌ　ｏｆｆｅｒ"),
        ("🔥special🔥offer🔥", "special🔥offer"),
        ("a spe\u200bcial of\u00adfer", "spe\u200bcial of\u00adfer"),
        ("a special\u00a0offer", "special\u00a0offer"),
        ("a special-offer", "special-offer"),
        ("now 20\u202f% off", "20\u202f% off"),
        ("now 20\u00a0% off", "20\u00a0% off"),
        ("now ２０％ ｏｆｆ", "２０％ ｏｆｆ"),
        ("now 2️⃣0️⃣% off", "2️⃣0️⃣% off"),
        ("une offre spe\u0301ciale !", "offre spe\u0301ciale"),
        ("ｸｰﾎﾟﾝｺｰﾄﾞです", "ｸｰﾎﾟﾝｺｰﾄﾞ"),  # half width
        (unicodedata.normalize("NFD", "여기 할인 코드"), unicodedata.normalize("NFD", "할인 코드")),
        ("עם קוּפּוֹן הנחה", "קוּפּוֹן הנחה"),
        ("خصمٌ ٢٠٪ اليوم", "خصمٌ ٢٠٪"),
    ],
)
def test_ways_of_writing_are_folded_and_the_place_is_in_the_text_as_written(text, words):
    assert [found.words for found in find(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Use code on your box to register.",
        "USE CODE ON YOUR BOX",
        "Use code 482913 to sign in.",
        "Your tracking code: 1Z999AA10123456784",
        "We have special. Offer it to your friends.",
        "The wholesale price is €12.",
        "2x1m cable",
        "You are our 2 for 2nd place.",
    ],
)
def test_what_is_near_a_promotion_is_not_one(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€12 it is. Order now!", [("price_with_call", "€12 it is. Order now")]),
        ("Order now. We are glad. It costs €12.", []),  # two sentences apart
        (f"Order now {'and ' * 11}pay €12", []),  # more than forty characters apart
        ("Order now and ask for it.", []),  # no price
        ("We refund €12 today, so order now", []),
    ],
)
def test_a_price_needs_a_call_to_buy_near_it(text, expected):
    assert said(text) == expected


def test_an_invitation_counts_though_the_sentence_speaks_of_the_past():
    past = "Your code was not applied, sorry, so"
    assert said(f"{past} we see the 20% discount") == []
    assert said(f"{past} use code SORRY20") == [("code", "use code SORRY20")]


def test_what_a_link_says_in_its_address_is_not_said():
    assert find("https://shop.example/special-offer") == []


def test_a_reply_without_words_is_fine():
    for text in ("", " ", "🙂", "\u200b", "\ud800", "20", "%", "€", "{code}", "\x00"):
        assert find(text) == []


PIECES = [
    "special offer", "20", "%", "€", "12", "order now", "use code", "SALE20", "-", ".", " ", "\n",
    "not applied", "https://a.example/?utm_source=", "بخصم", "割引", "８折", "скидка", "\u0301",
    "\u200b", "ﷺ", "ß", "İ", "2x1", "your promo code", "할인",
]  # fmt: skip
ANY_TEXT = st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(text=ANY_TEXT)
@example(text="ﷺ20% offﷺ")
def test_any_text_gets_an_answer_that_fits_it(text):
    end = 0
    for found in find(text):
        assert end <= found.start < found.end <= len(text)
        assert found.words == text[found.start : found.end]
        assert isinstance(found.kind, Kind)
        end = found.end


HOSTILE = [
    "a", "1", "1,", "1 000 ", "20% ", "-5-5", "code ", "code SALE20 ", "buy 1 get ", "order now ",
    "€12 order now ", "promo code ", "not discount ", "打8折", "买1送", "\u0301", "\u200b",
    "(", "a.b?&", "a.b?%25", "https://", "use code your promo code €5 order now ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("size", [1_000, 20_000])
def test_a_hostile_text_is_read_to_its_end(unit, size):
    text = (unit * size)[: size - 30] + " and now a special offer today"
    assert find(text)[-1].words.endswith("special offer") or "https://" in text


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('ofers = ["x"]', "xx.toml: there is no list called ofers"),
        ('offers = ["special (offer"]', "xx.toml, offers: a bracket or bar too many in the phrase"),
        ('offers = ["{price} off"]', "xx.toml, offers: unknown {price} in the phrase"),
        ('offers = ["[special]"]', "xx.toml, offers: nothing of the phrase"),
    ],
)
def test_a_word_list_that_cannot_be_read_says_where(tmp_path, content, complaint):
    (tmp_path / "xx.toml").write_text(content)
    with pytest.raises(ValueError, match=re.escape(complaint)):
        read(tmp_path)
