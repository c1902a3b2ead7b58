"""What sets a rule off, in each way to match (K-2)."""

import pytest

from tests.automations.matching.made import fits, words

WORDS = [
    ("price", "PRICE", True),
    ("price", "what's the price, please?", True),
    ("price", "priceless", False),
    ("price", "the prices", False),
    ("price", "my p rice", False),
    ("size chart", "the SIZE-chart please", True),
    ("size chart", "size of the chart", False),
    ("size chart", "size", False),
    ("size chart", "oversize chart", False),
    ("café", "the cafe?", True),
    ("preço", "PRECO???", True),
    ("adresse", "c'est quoi l’adresse", True),
    ("giá", "gia bao nhiêu", True),
    ("价格", "请问价格多少", True),
    ("价格", "价值", False),
    ("サイズ", "このさいずは？", True),
    ("サイズ", "ｻｲｽﾞ", True),
    ("サイズ", "サイン", False),
    ("ราคา", "ขอทราบราคาหน่อย", True),
    ("ราคา", "รายการ", False),
    ("តម្លៃ", "សួរតម្លៃប៉ុន្មាន", True),
    ("السعر", "كم السِّعر؟", True),
    ("السعر", "الأسعار", False),
    ("مدرسة", "المدرسه مدرسه", True),
    ("מחיר", "מה המחיר? מְחִיר", True),
    ("מחיר", "המחירים", False),
    ("цена", "ЦЕНА?", True),
    ("цена", "ценам", False),
    ("ещё", "еще", True),
    ("τιμή", "ΤΙΜΗ;", True),
    ("가격", "가격 얼마예요?", True),
    ("가격", "가격은", False),
    ("कीमत", "क़ीमत क्या है", True),
    ("größe", "GROSSE?", True),
    ("fiyat", "FİYAT", True),
    ("12", "size １２ or ۱۲", True),
    ("12", "123", False),
]


@pytest.mark.parametrize(("keyword", "text", "does"), WORDS)
def test_contains_means_whole_words_in_a_row(keyword, text, does):
    assert fits(text, keyword) == does


@pytest.mark.parametrize(
    ("keyword", "text", "does"),
    [
        ("price", "Price!", True),
        ("price", "  🔥 price ", True),
        ("price", "the price", False),
        ("price", "price please", False),
        ("price", "prices", False),
        ("price", "", False),
        ("price list", "PRICE, LIST", True),
        ("价格", "价格？", True),
        ("价格", "价格多少", False),
        ("да", "ДА!", True),
        ("да", "да нет", False),
    ],
)
def test_exact_means_nothing_else_beside_it(keyword, text, does):
    assert fits(text, keyword, match="exact") == does


@pytest.mark.parametrize(
    ("keyword", "text", "does"),
    [
        ("price", "Price of this?", True),
        ("price", "“Price”", True),
        ("price", "the price", False),
        ("price", "prices are", False),
        ("how much", "How much is it", True),
        ("how much", "how, much", True),
        ("how much", "so how much", False),
        ("价格", "价格多少", True),
        ("价格", "请问价格", False),
        ("كم", "كم السعر", True),
        ("كم", "كما", False),
    ],
)
def test_starts_with_means_the_first_whole_words(keyword, text, does):
    assert fits(text, keyword, match="starts_with") == does


@pytest.mark.parametrize(
    ("keyword", "match", "text", "does"),
    [
        ("🔥", "contains", "this is 🔥🔥", True),
        ("🔥", "contains", "❤️‍🔥", False),
        ("👍", "contains", "ok 👍🏿", True),
        ("❤️", "contains", "❤", True),
        ("🔥🔥", "contains", "🔥 or 🔥", False),
        ("🔥", "exact", "🔥!", True),
        ("🔥", "exact", "🔥 hot", False),
        ("🔥", "starts_with", "🔥 hot", True),
        ("🔥", "starts_with", "hot 🔥", False),
        ("🔥", "fuzzy", "hot 🔥", True),
        ("+", "contains", "Me! +", True),
        ("+", "contains", "+49 170 1", False),
        ("🔥 sale", "contains", "SALE", True),  # beside words an emoji is folded away
    ],
)
def test_a_keyword_of_emoji_alone_means_those_emoji(keyword, match, text, does):
    assert fits(text, keyword, match=match) == does


@pytest.mark.parametrize("text", ["anything", "", "🔥"])
def test_any_means_any_text(text):
    assert fits(text, match="any")


@pytest.mark.parametrize("keyword", ["", "?!", "…"])
def test_a_keyword_of_nothing_matches_nothing(keyword):
    assert not fits("", keyword)
    assert not fits("?!", keyword, match="exact")


def test_by_meaning_matches_nothing_yet():
    assert not fits("how much is it", "how much is it", match="intent")


@pytest.mark.parametrize(
    ("excluding", "text", "does"),
    [
        ("no price", "price", True),
        ("no price", "NO, price", False),
        ("prices", "price", True),
        ("ПРИЗ", "price приз", False),
        ("🚫", "price 🚫", False),
        ("谢谢", "price 谢谢你", False),
    ],
)
def test_excluded_words_are_whole_words_folded_the_same_way(excluding, text, does):
    for match in ("contains", "fuzzy", "pattern"):
        assert fits(text, "price", match=match, excluding=(excluding,)) == does
    assert fits(text, match="any", excluding=(excluding,)) == does


@pytest.mark.parametrize(
    ("text", "keyword", "fields", "shown"),
    [
        ("What's the PRICE?", "price", {}, "PRICE"),
        ("the SIZE — Chart, please", "size chart", {}, "SIZE — Chart"),
        ("Voilà le prïx!", "prix", {}, "prïx"),
        ("le pri\u0308x", "prix", {}, "pri\u0308x"),
        ("l’été", "ete", {}, "été"),
        ("请问价格多少", "价格", {}, "价格"),
        ("ｻｲｽﾞは", "さいず", {}, "ｻｲｽﾞ"),
        ("my szie chrat", "size chart", {"match": "fuzzy"}, "szie chrat"),
        ("Order #123!", r"order\s#\d+", {"match": "pattern"}, "Order #123"),
        ("ok 👍🏿", "👍", {}, "👍"),
        ("hello", "", {"match": "any"}, ""),
    ],
)
def test_a_match_says_the_words_as_they_were_written(text, keyword, fields, shown):
    assert words(text, keyword, **fields) == shown


def test_words_whose_letters_are_one_sign_are_said_as_the_keyword_has_them():
    assert words("½ off", "2 off") == "2 off"


@pytest.mark.parametrize("match", ["exact", "contains", "starts_with", "fuzzy", "pattern"])
def test_one_rule_may_hold_many_keywords(match):
    for text in ("price", "cost", "价格" if match != "pattern" else "cost"):
        assert fits(text, "price", "cost", "价格", match=match)
    assert not fits("how", "price", "cost", match=match)
