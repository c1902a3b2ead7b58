"""Every trigger on its own event only, once, however often it is told, whoever works (K-1)."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from automations.models import Decision, Rule, Run
from automations.rulebook import import_rules
from inbox.delivery.models import Outbound
from integrations.meta.intake import process
from tests import factories
from tests.automations.conftest import document
from tests.integrations.meta.payloads import (
    SHOP,
    change,
    comment,
    drain,
    event,
    message,
    messaging,
    store,
)

TRIGGERS = [
    "dm", "comment", "story_reply", "story_mention", "tap", "ice_breaker", "ad", "first_message",
    "fallback",
]  # fmt: skip
WORD = "size"


def now_ms(seconds_ago=60):
    return int((timezone.now().timestamp() - seconds_ago) * 1000)


def take_in(body):
    store(body, received_at=timezone.now())
    drain()


def story_reply(mid, text=WORD):
    said = {"mid": mid, "text": text}
    said["reply_to"] = {"story": {"id": "18200", "url": "https://cdn.example/story"}}
    return messaging(event(now_ms(), message=said))


def story_mention(mid):
    file = {"type": "story_mention", "payload": {"url": "https://cdn.example/story"}}
    return messaging(event(now_ms(), message={"mid": mid, "attachments": [file]}))


def tap(mid, payload):
    return messaging(event(now_ms(), postback={"mid": mid, "title": WORD, "payload": payload}))


def quick_reply(mid):
    said = {"mid": mid, "text": WORD, "quick_reply": {"payload": "SIZES"}}
    return messaging(event(now_ms(), message=said))


def from_ad(mid):
    referral = {"ad_id": "6100", "source": "ADS", "type": "OPEN_THREAD"}
    said = {"mid": mid, "text": "hello", "referral": referral}
    return messaging(event(now_ms(), message=said))


def dm(mid, text=WORD):
    return messaging(message(mid, text, now_ms()))


def said_under(comment_id, kind="FEED", media="18000", text=WORD):
    media = {"id": media, "media_product_type": kind}
    field = "live_comments" if kind == "LIVE" else "comments"
    value = comment(comment_id, text) | {"media": media}
    return change(field, value, seconds=now_ms() // 1000)


# What arrives after an earlier message of theirs, and which of the nine rules fires.
EVENTS = {
    "a message with the word": (dm("e1"), "dm"),
    "a message without it": (dm("e2", "hello"), "fallback"),
    "a comment": (said_under("e3"), "comment"),
    "a comment on a reel": (said_under("e4", "REELS"), "comment"),
    "a comment on a live video": (said_under("e5", "LIVE"), "comment"),
    "an answer to a story": (story_reply("e6"), "story_reply"),
    "a mention in a story": (story_mention("e7"), "story_mention"),
    "a tap on a button": (tap("e8", "SIZES"), "tap"),
    "a tap on a quick reply": (quick_reply("e9"), "tap"),
    "a conversation starter": (tap("e10", "ICE"), "ice_breaker"),
    "a message from an ad": (from_ad("e11"), "ad"),
    "a comment without the word": (said_under("e12", text="nice"), None),
}


def rules():
    """One rule for each trigger, the more special before the others."""
    order = [
        "ad",
        "first_message",
        *(one for one in TRIGGERS if one not in ("ad", "first_message")),
    ]
    worded = {"dm", "comment", "story_reply", "tap", "ice_breaker"}
    return [
        {
            "name": trigger,
            "on": [trigger],
            "steps": [{"send": {"texts": [f"answer to {trigger}"]}}],
        }
        | ({"match": "contains", "keywords": [WORD]} if trigger in worded else {})
        for trigger in order
    ]


@pytest.fixture
def shop(db):
    breakers = [{"question": WORD, "payload": "ICE"}]
    made = factories.account(external_id=SHOP, ice_breakers=breakers)
    import_rules(made.workspace, document(*rules()))
    return made


def fired():
    decisions = Decision.everywhere.exclude(message__external_id="m-before").order_by("pk")
    assert not Run.everywhere.exclude(ended="finished").exists()
    return [one.rule.name for one in decisions.select_related("rule") if one.outcome == "fired"]


@pytest.mark.parametrize("name", EVENTS)
def test_each_event_sets_off_its_own_rule_and_no_other(shop, name):
    body, trigger = EVENTS[name]
    before = message("m-before", "good morning", now_ms(3600))
    take_in(messaging(before))
    Outbound.everywhere.all().delete()
    take_in(body)
    assert fired() == ([trigger] if trigger else [])


def test_the_first_message_ever_is_one_only_once(shop):
    take_in(dm("first", "hello"))
    assert fired() == ["first_message"]
    take_in(dm("second", WORD))
    assert fired() == ["first_message", "dm"]


def test_a_rule_that_is_off_does_not_fire(shop):
    Rule.everywhere.filter(name__in=["first_message", "dm"]).update(is_on=False, edition=2**60)
    take_in(dm("only", WORD))
    assert fired() == ["fallback"]


# --- Match modes, through the whole intake --------------------------------------------------------
MODES = [
    ("any", [], None, ["anything at all", "🔥"], []),
    ("exact", ["how much"], None, ["How much?", "ＨＯＷ　ＭＵＣＨ"], ["how much is it", "how"]),
    ("contains", ["precio"], None, ["¿el PRECÍO?", "precio!"], ["precioso", "preci o"]),
    ("contains", ["سعر"], None, ["كم سِعْر هذا؟", "سعر"], ["سعرات"]),
    ("contains", ["מחיר"], None, ["מה מחיר?", "מְחִיר"], ["מחירון"]),
    ("contains", ["价格"], None, ["请问价格是多少", "价格"], ["价值"]),
    ("contains", ["いくら"], None, ["これいくらですか"], ["いく"]),
    ("starts_with", ["order"], None, ["Order number 12", "order"], ["my order", "orderly"]),
    ("fuzzy", ["price"], None, ["prise", "pric", "the pirce?"], ["prince charming", "rice"]),
    ("fuzzy", ["delivery"], None, ["delivry", "delievry"], ["discovery", "dairy"]),
    ("fuzzy", ["win"], None, ["win"], ["wit", "wine"]),
    ("pattern", [r"\border\s+#?\d+"], None, ["order #12", "my order 7"], ["order", "ordered 7"]),
    ("contains", ["size"], ["oversize", "no size"], ["size?"], ["size, but no size", "sized"]),
]


@pytest.mark.parametrize(("match", "keywords", "excluding", "hits", "misses"), MODES, ids=str)
def test_each_mode_hits_and_misses(db, match, keywords, excluding, hits, misses):  # K-2
    account = factories.account(external_id=SHOP)
    rule = {"name": "It", "on": ["dm"], "match": match, "keywords": keywords}
    rule |= {"steps": [{"send": {"texts": [f"answer {n}" for n in range(9)]}}]}
    import_rules(
        account.workspace, document(rule | ({"excluding": excluding} if excluding else {}))
    )
    said = {text: number for number, text in enumerate([*hits, *misses])}
    for text, number in said.items():
        sender = f"90{number}"
        body = messaging(
            event(now_ms(), contact=sender, message={"mid": f"m{number}", "text": text})
        )
        take_in(body)
    matched = Decision.everywhere.filter(rule__name="It", outcome="fired")
    assert set(matched.values_list("message__text", flat=True)) == set(hits)


# --- Five times over, three at work ---------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_five_webhooks_and_three_workers_are_one_answer():
    shop = factories.account(external_id=SHOP, messages_per_hour=0)
    import_rules(shop.workspace, document(*rules()))
    people = range(8)
    bodies = [
        messaging(
            event(now_ms(), contact=f"70{one}", message={"mid": f"r{one}", "text": f"{WORD} {one}"})
        )
        for one in people
    ]
    store(*(bodies * 5), received_at=timezone.now())
    at_once(process.process_some, 3)
    assert Decision.everywhere.count() == Outbound.everywhere.count() == len(people)


def at_once(work, workers):
    """So many threads, each with a connection of its own, until nothing is left."""
    start, errors = threading.Barrier(workers), []

    def run():
        start.wait()
        try:
            while work():
                pass
        except Exception as error:  # noqa: BLE001  # told below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
