"""The compiled matcher finds what the slow, obvious one finds, in several scripts (K-2, K-4)."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from automations.folding import fold
from automations.matching import Matcher
from tests.automations.matching.made import compiled, heard, hit
from tests.automations.matching.reference import matching

# Few words, so that they meet; near ones, so that they nearly do.
WORDS = [
    *["price", "prise", "pirce", "prices", "prince", "Préçe", "ＰＲＩＣＥ", "shipping", "shpiing"],
    *["shiping", "cost", "most", "size", "szie", "site", "a", "aa", "aaaa", "aaab", "12", "size12"],
    *["цена", "ЦЕНЫ", "доставка", "дастафка", "ёлка", "елка", "السعر", "السِّعر", "مدرسة", "مدرسه"],
    *[
        "מחיר",
        "שָׁלוֹם",
        "价格",
        "价",
        "格价",
        "サイズ",
        "さいず",
        "ราคา",
        "ราค",
        "가격",
        "कीमत",
        "क़ीमत",
    ],
    *["straße", "STRASSE", "don't", "l'été", "ete", "fiyat", "FİYAT"],
]
GLUE = ["", " ", " ", " ", ", ", "-", "🔥", "\n", "'", "\u200b"]
PATTERNS = [
    "pri[cs]e",
    "^price",
    "price$",
    "цена|cost",
    "价格",
    "si.e",
    "[0-9]{2,3}",
    "a+b",
    "shipp?ing",
]

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=7).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
forms = st.sampled_from(["NFC", "NFD"])


@st.composite
def definitions(draw):
    match = draw(st.sampled_from(["any", "exact", "contains", "starts_with", "fuzzy", "pattern"]))
    some = st.sampled_from(PATTERNS) if match == "pattern" else phrases
    keywords = draw(st.lists(some, max_size=4))
    return keywords, {
        "match": match,
        "excluding": tuple(draw(st.lists(phrases, max_size=1))),
        "typos": draw(st.sampled_from([None, 0, 1, 2])) if match == "fuzzy" else None,
    }


@settings(max_examples=200, deadline=None)
@given(st.lists(definitions(), max_size=8), st.lists(texts, min_size=1, max_size=4), forms)
def test_both_find_the_same_rules_in_the_same_order(made, said, form):
    rules = [compiled(n, *keywords, **fields) for n, (keywords, fields) in enumerate(made)]
    matcher = Matcher(rules)
    for text in said:
        composed = unicodedata.normalize("NFC", text)
        assert hit(matcher, unicodedata.normalize(form, text)) == matching(rules, composed)


@settings(deadline=None)
@given(st.lists(phrases, min_size=1, max_size=4), texts, forms)
def test_the_words_of_a_match_are_a_keyword_as_it_stands_in_the_text(keywords, said, form):
    text = unicodedata.normalize(form, said)
    for match in Matcher([compiled(1, *keywords)]).matches(heard(text)):
        assert fold(match.words) in map(fold, keywords)
        assert match.words in text
