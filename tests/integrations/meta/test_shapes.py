"""Every event shape of Meta's webhooks, in each envelope it comes in."""

import pytest

from inbox.threads.models import Message, Thread, TimelineEvent
from integrations.meta.models import Event
from integrations.meta.wire.envelope import items_of
from tests.integrations.meta.payloads import (
    ADA,
    RECEIVED,
    SHOP,
    START,
    body_of,
    by_business,
    change,
    comment,
    echo,
    event,
    flat,
    message,
    messaging,
    take_in,
    time_of,
)

pytestmark = pytest.mark.django_db
CDN = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=180001&signature=S"


def attached(kind, **payload):
    item = {"type": kind, "payload": payload} if payload else {"type": kind}
    return event(message={"mid": "M", "attachments": [item]})


SAID = {
    # what Meta sends: (kind, text, attachment kinds, part of the context, cause)
    "text": (message("M", "do you ship?"), "text", "do you ship?", [], {}, "message"),
    "reply to a message": (
        message("M", "this one", reply_to={"mid": "M1"}), "text", "this one", [], {}, "message",
    ),
    "story reply": (
        message("M", "love it", reply_to={"story": {"url": CDN, "id": "180001"}}),
        "story_reply", "love it", [], {"story": {"id": "180001", "url": CDN}}, "story_reply",
    ),
    "quick reply": (
        message("M", "Sizes", quick_reply={"payload": "MENU"}),
        "tap", "Sizes", [], {"quick_reply": {"payload": "MENU"}}, "tap",
    ),
    "image": (attached("image", url=CDN), "media", "", ["image"], {}, "message"),
    "video": (attached("video", url=CDN), "media", "", ["video"], {}, "message"),
    "audio": (attached("audio", url=CDN), "media", "", ["audio"], {}, "message"),
    "file": (attached("file", url=CDN), "media", "", ["file"], {}, "message"),
    "share": (attached("share", url=CDN), "media", "", ["post"], {}, "message"),
    "post": (
        attached("ig_post", ig_post_media_id="18010", title="caption", url=CDN),
        "media", "", ["post"], {}, "message",
    ),
    "reel": (
        attached("ig_reel", reel_video_id="18020", title="caption", url=CDN),
        "media", "", ["reel"], {}, "message",
    ),
    "old reel": (attached("reel", url=CDN), "media", "", ["reel"], {}, "message"),
    "story": (attached("ig_story", url=CDN), "media", "", ["story"], {}, "message"),
    "story mention": (
        attached("story_mention", url=CDN),
        "story_mention", "", ["story"], {"story": {"id": "", "url": CDN}}, "story_mention",
    ),
    "view once": (attached("ephemeral"), "media", "", ["ephemeral"], {}, "message"),
    "unsupported with a link": (
        attached("unsupported_type", url=CDN),
        "unsupported", "", ["unsupported"], {"unsupported": {"what": "unsupported_type"}},
        "message",
    ),
    "unsupported": (
        event(message={"mid": "M", "is_unsupported": True}),
        "unsupported", "", [], {"unsupported": {"what": ""}}, "message",
    ),
    "two attachments": (
        event(message={"mid": "M", "attachments": [
            {"type": "video", "payload": {"url": CDN}}, {"type": "image", "payload": {"url": CDN}},
        ]}),
        "media", "", ["video", "image"], {}, "message",
    ),
    "a post sent as share and ig_post": (
        event(message={"mid": "M", "attachments": [
            {"type": "share", "payload": {"url": CDN}},
            {"type": "ig_post", "payload": {"ig_post_media_id": "18010", "url": CDN}},
        ]}),
        "media", "", ["post"], {}, "message",
    ),
    "ad": (
        message("M", "hi", referral={
            "ref": "spring", "ad_id": "6100", "source": "ADS", "type": "OPEN_THREAD",
            "ads_context_data": {"ad_title": "Spring", "photo_url": CDN},
        }),
        "text", "hi", [],
        {"referral": {
            "ref": "spring", "source": "ADS", "ad_id": "6100", "ad_title": "Spring",
            "photo_url": CDN,
        }},
        "ad",
    ),
    "product": (
        message("M", "still there?", referral={"product": {"id": "7001"}}),
        "text", "still there?", [], {"product": {"id": "7001"}}, "message",
    ),
    "postback": (
        event(postback={"mid": "M", "title": "Opening hours", "payload": "HOURS"}),
        "tap", "Opening hours", [], {"tap": {"title": "Opening hours", "payload": "HOURS"}}, "tap",
    ),
    "ice breaker with a ref": (
        event(postback={"mid": "M", "title": "Hi", "payload": "P", "referral": {"ref": "poster"}}),
        "tap", "Hi", [], {"referral": {"ref": "poster"}}, "tap",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", ["messaging", "changes", "flat"])
@pytest.mark.parametrize("shape", SAID, ids=str)
def test_what_a_contact_says_becomes_a_message(shop, shape, style):
    sent, kind, text, files, context, cause = SAID[shape]
    field = "messaging_postbacks" if "postback" in sent else "messages"
    envelope = {
        "messaging": messaging(sent),
        "changes": change(field, sent),
        "flat": flat(field, sent),
    }[style]

    take_in(envelope)

    told = Message.objects.in_workspace(shop.workspace_id).get()
    assert (told.external_id, told.origin, told.kind, told.text) == ("M", "contact", kind, text)
    assert told.sent_at == time_of(START)
    assert [one.kind for one in told.attachments.all()] == files
    assert context.items() <= told.context.items()
    thread = told.thread
    assert (thread.last_inbound_at, thread.last_inbound_cause) == (time_of(START), cause)  # W-2
    assert (thread.contact.scoped_id, thread.unread, thread.last_message) == (ADA, 1, told)
    assert Event.everywhere.get().outcome == "applied"


def test_a_standby_message_is_shown_and_marked(shop):
    take_in(messaging(message("M22", "hello?"), name="standby"))
    told = Message.everywhere.get()
    assert told.text == "hello?"
    assert told.context == {"standby": True}


def test_a_reply_names_what_it_answers(shop):
    take_in(messaging(message("M2", "this one", reply_to={"mid": "M1"})))
    assert Message.everywhere.get().reply_to == "M1"


def test_an_echo_is_a_message_of_the_business_and_opens_nothing(shop):  # W-3, W-14
    take_in(messaging(echo("M15", "Yes, 3 days")))
    told = Message.everywhere.get()
    assert (told.origin, told.text) == ("app", "Yes, 3 days")
    assert told.thread.contact.scoped_id == ADA
    assert told.thread.last_inbound_at is None
    assert told.thread.last_business_at == time_of(START)
    assert told.thread.unread == 0


def test_an_echoed_card_is_shown_by_its_titles(shop):
    cards = {"template_type": "generic", "elements": [{"title": "Cake"}, {"title": "Tart"}]}
    take_in(messaging(echo("M", "", attachments=[{"type": "template", "payload": cards}])))
    card = Message.everywhere.get().attachments.get()
    assert (card.kind, card.title) == ("template", "Cake · Tart")


def test_a_message_to_oneself_is_no_inbound(shop):
    take_in(
        messaging(echo("M16", "test", contact="2999", is_self=True)),
        messaging(
            by_business(contact="2999", is_self=True, postback={"mid": "M17", "title": "Start"})
        ),
    )
    origins = Message.everywhere.values_list("origin", "context__self")
    assert list(origins) == [("app", True), ("app", True)]
    assert Thread.everywhere.get().last_inbound_at is None


@pytest.mark.parametrize("style", [change, flat])
@pytest.mark.parametrize(
    ("field", "media", "kind"),
    [
        ("comments", {"id": "18000", "media_product_type": "FEED"}, "feed"),
        ("comments", {"id": "18000", "media_product_type": "REELS"}, "reel"),
        ("comments", {"id": "18000", "media_product_type": "STORY"}, "story"),
        ("comments", {"id": "18000"}, "feed"),
        ("live_comments", {"id": "18050", "media_product_type": "LIVE"}, "live"),
        ("live_comments", {"id": "18050"}, "live"),
    ],
)
def test_a_comment_is_a_message_that_opens_no_window(shop, style, field, media, kind):  # W-3, W-6
    take_in(style(field, comment("18100", "price?", media=media)))
    told = Message.everywhere.get()
    assert (told.kind, told.text, told.external_id) == ("comment", "price?", "18100")
    assert told.context["post"] == {"id": media["id"], "kind": kind}
    thread = told.thread
    assert thread.last_inbound_at is None
    assert thread.open_comment == told
    assert thread.last_contact_at == told.sent_at == time_of(START)
    assert thread.contact.username == "ada.b"


def test_a_comment_on_an_ad_names_the_ad_and_its_parent(shop):
    media = {"id": "18000", "media_product_type": "AD", "ad_id": "6100", "ad_title": "Spring"}
    take_in(change("comments", comment("18101", parent_id="18100", media=media)))
    post = {"id": "18000", "kind": "ad", "ad_id": "6100", "ad_title": "Spring"}
    assert Message.everywhere.get().context == {"post": post, "parent": "18100"}


def test_a_comment_may_call_its_id_otherwise_and_say_nothing_else(shop):
    value = {"comment_id": "18104", "from": {"id": ADA}}
    take_in(change("comments", value))
    told = Message.everywhere.get()
    assert (told.external_id, told.text) == ("18104", "")


def test_a_comment_of_the_account_itself_is_no_inbound(shop):
    own = comment("18102", "own", contact=SHOP)
    own["from"]["self_ig_scoped_id"] = "2999"
    take_in(change("comments", own))
    assert not Message.everywhere.exists()
    assert not Thread.everywhere.exists()
    assert Event.everywhere.get().outcome == "ignored"


@pytest.mark.parametrize(
    "value", [{"comment_id": "18104", "media_id": "18060"}, {"media_id": "18061"}]
)
def test_a_mention_names_nobody_and_is_kept(shop, value):
    take_in(change("mentions", value))
    kept = Event.everywhere.get()
    assert (kept.kind, kept.outcome) == ("mention", "ignored")


HAPPENED = {
    "referral": (
        {"referral": {"ref": "poster_qr", "source": "SHORTLINK", "type": "OPEN_THREAD"}},
        "referral", {"ref": "poster_qr", "source": "SHORTLINK"},
    ),
    "recurring opt-in": (
        {"optin": {
            "type": "notification_messages", "payload": "PROMO", "title": "Updates",
            "notification_messages_token": "NMT1",
            "notification_messages_status": "RESUME_NOTIFICATIONS",
        }},
        "opt_in",
        {"type": "notification_messages", "topic": "Updates", "status": "RESUME_NOTIFICATIONS"},
    ),
    "one-time opt-in": (
        {"optin": {
            "type": "one_time_notif_req", "payload": "RESTOCK", "one_time_notif_token": "OTN1",
        }},
        "opt_in", {"type": "one_time_notif_req", "topic": "RESTOCK"},
    ),
    "pass": (
        {"pass_thread_control": {"previous_owner_app_id": "111", "new_owner_app_id": "222"}},
        "control", {"what": "pass", "from": "111", "to": "222", "ours": True},
    ),
    "take from nobody": (
        {"take_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": 111}},
        "control", {"what": "take", "to": "111", "ours": False},
    ),
    "request": (
        {"request_thread_control": {"requested_owner_app_id": "333", "metadata": "note"}},
        "control", {"what": "request", "to": "333"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", HAPPENED, ids=str)
def test_what_happens_in_a_thread_is_told_in_its_timeline(shop, shape):  # W-3
    said, kind, detail = HAPPENED[shape]
    take_in(messaging(event(**said)), messaging(event(**said)))
    told = TimelineEvent.everywhere.get()
    assert (told.kind, told.detail, told.at) == (kind, detail, time_of(START))
    assert told.thread.last_inbound_at is None


def test_a_reaction_its_change_and_its_removal(shop):
    react = {"mid": "M15", "action": "react", "reaction": "love", "emoji": "❤️"}
    take_in(messaging(echo("M15", "Yes")), messaging(event(START + 1, reaction=react)))
    reaction = Message.everywhere.get().reactions.get()
    assert (reaction.by_contact, reaction.emoji, reaction.name) == (True, "❤️", "love")
    assert Thread.everywhere.get().last_inbound_at is None  # W-3

    take_in(messaging(event(START + 2, reaction={"mid": "M15", "action": "unreact"})))
    reaction.refresh_from_db()
    assert (reaction.emoji, reaction.name) == ("", "")


def test_a_reaction_without_its_character_shows_by_its_name(shop):
    take_in(
        messaging(message("M1"), message("M2")),
        messaging(event(reaction={"mid": "M1", "action": "react", "reaction": "wow"})),
        messaging(event(reaction={"mid": "M2", "action": "react", "reaction": "other"})),
    )
    emoji = Message.everywhere.order_by("external_id").values_list("reactions__emoji", flat=True)
    assert list(emoji) == ["😮", "other"]


def test_a_seen_receipt_marks_one_message_and_the_thread(shop):
    take_in(messaging(echo("M15"), echo("M16")), messaging(event(START + 9, read={"mid": "M15"})))
    seen = dict(Message.everywhere.values_list("external_id", "seen_at"))
    assert seen == {"M15": time_of(START + 9), "M16": None}
    assert Thread.everywhere.get().contact_saw_at == time_of(START + 9)


@pytest.mark.parametrize("number", [1, "1"])
def test_an_edit_changes_the_words(shop, number):
    edit = {"mid": "M1", "text": "do you ship to Bergen?", "num_edit": number}
    take_in(messaging(message("M1", "Oslo?")), messaging(event(START + 5, message_edit=edit)))
    told = Message.everywhere.get()
    assert (told.text, told.edits) == ("do you ship to Bergen?", 1)
    assert told.edited_at == time_of(START + 5)
    assert told.sent_at == time_of(START)


def test_an_edit_numbered_nought_never_makes_a_second_message(shop):
    bare = {"message_edit": {"mid": "M1", "num_edit": 0}, "timestamp": START}
    take_in(messaging(bare))
    assert not Message.everywhere.exists()
    take_in(messaging(message("M1", "hello")), messaging(bare))
    assert [told.text for told in Message.everywhere.all()] == ["hello"]


def test_an_edit_without_a_sender_waits_for_its_message(shop):
    edit = {"message_edit": {"mid": "M1", "text": "fixed", "num_edit": 1}, "timestamp": START + 5}
    take_in(messaging(edit))
    assert Event.everywhere.get().outcome == "waiting"
    take_in(messaging(message("M1", "fxed")))
    assert Message.everywhere.get().text == "fixed"
    assert not Event.everywhere.exclude(outcome="applied").exists()


def test_the_dashboards_test_payload_is_kept_for_an_unknown_account(shop):
    sent = {
        "sender": {"id": "12334"},
        "recipient": {"id": "23245"},
        "timestamp": "1527459824",
        "message": {"mid": "random_mid", "text": "random_text"},
    }
    take_in(change("messages", sent, owner="0"), {**messaging(sent, owner="0")})
    kept = Event.everywhere.get()
    assert (kept.owner, kept.outcome, kept.account) == ("0", "waiting", None)
    assert kept.occurred_at == time_of(1_527_459_824_000)


def test_ids_as_numbers_and_times_as_text_are_read(shop):
    sent = {
        "sender": {"id": int(ADA)},
        "recipient": {"id": int(SHOP)},
        "timestamp": str(START),
        "message": {"mid": "M", "text": "hi"},
    }
    document = messaging(sent)
    document["entry"][0]["id"] = int(SHOP)
    take_in(document)
    told = Message.everywhere.get()
    assert (told.thread.contact.scoped_id, told.sent_at) == (ADA, time_of(START))


ODD = {
    "an unknown kind": messaging(event(poll={"question": "?"})),
    "an unknown field": change("story_insights", {"media_id": "1", "impressions": -1}),
    "a policy event": messaging(event(**{"policy-enforcement": {"action": "block"}})),
    "an entry of an unknown kind": {"object": "instagram", "entry": [{"id": SHOP, "hum": 1}]},
    "a message without a sender": messaging({"message": {"mid": "M", "text": "hi"}}),
    "a reaction to nothing": messaging(event(reaction={"action": "react"})),
    "an event that is none": messaging("hello"),
    "a change that is none": {"object": "instagram", "entry": [{"id": SHOP, "changes": [7]}]},
    "a comment without an id": change("comments", {"text": "hi"}),
    "a comment by nobody": change("comments", {"id": "18100", "text": "hi"}),
}


@pytest.mark.parametrize("shape", ODD, ids=str)
def test_what_is_not_understood_is_kept_and_shown(shop, shape):
    take_in(ODD[shape])
    kept = Event.everywhere.get()
    assert (kept.outcome, kept.workspace_id) == ("unknown", shop.workspace_id)
    assert kept.error
    if kept.thread_id:
        told = TimelineEvent.everywhere.get()
        assert (told.kind, told.thread.last_inbound_at) == ("unknown", None)


@pytest.mark.parametrize("document", [[], 7, "text", {}, {"entry": 1}, {"entry": ["x", None]}])
def test_json_that_is_no_webhook_is_kept(db, document):
    take_in(document)
    assert set(Event.everywhere.values_list("outcome", flat=True)) == {"unknown"}


def test_a_message_of_an_unknown_kind_is_a_message_nobody_can_read(shop):
    take_in(messaging(event(message={"mid": "M", "poll": {"q": "?"}})))
    told = Message.everywhere.get()
    assert (told.kind, told.context) == ("unsupported", {"unsupported": {"what": "poll"}})
    kept = Event.everywhere.get()
    assert (kept.outcome, kept.message) == ("unknown", told)


def test_a_message_without_an_id_is_kept_by_its_digest(shop):
    take_in(*[messaging(event(message={"text": "hi"}))] * 2)
    assert Message.everywhere.get().external_id.startswith("digest:")


def test_odd_characters_do_not_cost_the_message(shop):
    body = body_of(messaging(message("M", "PLACE"))).replace(b"PLACE", rb"a\u0000b\ud83d!")
    take_in(body)
    assert Message.everywhere.get().text == "a\ufffdb\ufffd!"


def test_very_long_values_do_not_cost_the_message(shop):
    long = "x" * 5000
    take_in(
        messaging(
            event(message={"mid": "M", "text": long, "attachments": [{"type": long}]}),
            event(reaction={"mid": "M", "action": "react", "reaction": long, "emoji": long}),
            message("m" * 300, "id too long"),
            message("k" * 255, "id as long as can be"),
        ),
        change("comments", comment("C", **{"from": {"id": ADA, "username": long}})),
    )
    assert not Event.everywhere.exclude(outcome="applied").exists()
    assert Message.everywhere.count() == 4


def test_the_parser_never_raises_on_what_json_can_hold():
    values = [None, True, 0, -1, 1.5, 10**30, "", "x", [], [None], {}, {"id": {}}]
    for name in ("message", "postback", "reaction", "read", "message_edit", "referral", "optin"):
        for value in values:
            for inner in ("mid", "attachments", "reply_to", "referral", "text", "num_edit"):
                said = {name: {inner: value}, "sender": value, "timestamp": value}
                assert len(items_of(body_of(messaging(said)), RECEIVED)) == 1
                assert len(items_of(body_of(change("comments", {inner: value})), RECEIVED)) == 1
