"""What a person says or taps: everything here opens the window, except a link's referral."""

from integrations.sandbox import messages, posts
from integrations.sandbox.messages import Message
from integrations.sandbox.posts import STORY_LIFE
from integrations.sandbox.webhooks import shapes

from .act import Act, media_url, opened, say, tell


def text(act: Act) -> Message:
    return say(act, "text", {"text": act.text("text")})


def media(act: Act) -> Message:
    """A photo, video, voice message or file: an uploaded asset, or a small sample."""
    kind = act.text("kind")
    kind = "image" if kind == "photo" else kind
    return say(
        act, kind, {"attachments": [{"type": kind, "payload": {"url": media_url(act, kind)}}]}
    )


def album(act: Act) -> Message:
    count = int(act.given.get("count") or 2)
    rows = [{"type": "image", "payload": {"url": media_url(act, "image")}} for _ in range(count)]
    return say(act, "image", {"attachments": rows})


def shared(act: Act) -> Message:
    """A post or reel passed on; ``share`` is the older name that posts came under."""
    kind = act.text("kind")
    post = posts.of(act.world, act.account.ig_id, act.text("media"))
    number = "reel_video_id" if kind in ("ig_reel", "reel") else "ig_post_media_id"
    link = posts.picture_url(act.world, post.picture)
    payload = {number: post.id, "title": post.caption, "url": link}
    return say(act, kind, {"attachments": [{"type": kind, "payload": payload}]})


def story_reply(act: Act) -> Message:
    post = posts.of(act.world, act.account.ig_id, act.text("media"))
    url = posts.picture_url(act.world, post.picture)
    content = {"text": act.text("text"), "reply_to": {"story": {"url": url, "id": post.id}}}
    return say(act, "story_reply", content, "story_reply")


def story_mention(act: Act) -> Message:
    url = media_url(act, "image", lasts=STORY_LIFE)
    content = {"attachments": [{"type": "story_mention", "payload": {"url": url}}]}
    return say(act, "story_mention", content, "story_mention")


def ephemeral(act: Act) -> Message:
    return say(act, "ephemeral", {"attachments": [{"type": "ephemeral"}]})


def unsupported(act: Act) -> Message:
    """With ``type`` an attachment of an unknown kind, otherwise only the word that it is."""
    if kind := act.text("type"):
        return say(
            act,
            kind,
            {"attachments": [{"type": kind, "payload": {"url": media_url(act, "image")}}]},
        )
    return say(act, "unsupported", {"is_unsupported": True})


def quick_reply(act: Act) -> Message:
    content = {
        "text": act.text("title", act.text("text")),
        "quick_reply": {"payload": act.text("payload")},
    }
    return say(act, "quick_reply", content, "quick_reply")


def postback(act: Act) -> Message:
    """A tap on a template's button, an ice breaker or the menu."""
    kind = act.text("kind")
    title, payload = act.text("title"), act.text("payload")
    referral = shapes.link_referral(act.text("ref")) if act.text("ref") else None
    said = messages.keep(
        act.world,
        act.contact,
        {"postback": {"title": title, "payload": payload}},
        source="person",
        kind=kind,
        at=act.at,
    )
    opened(act, kind)
    tell(act, postback=shapes.postback(said.mid, title, payload, referral))
    return said


def from_ad(act: Act) -> Message:
    photo = posts.picture_url(act.world, act.text("picture", "cake.jpg"))
    title = act.text("title", "Spring")
    referral = shapes.ad_referral(act.text("ref", "ad"), act.text("ad_id", "6100"), title, photo)
    return say(act, "ad", {"text": act.text("text", "Hi"), "referral": referral}, "ad")


def about_product(act: Act) -> Message:
    referral = {"product": {"id": act.text("product", "7001")}}
    return say(act, "product", {"text": act.text("text", "Still available?"), "referral": referral})


def referral(act: Act) -> None:
    """A link with ``ref`` into a thread that exists: it opens nothing."""
    tell(act, referral=shapes.link_referral(act.text("ref", "poster_qr")))
