"""The body of every event, as Meta shapes it. Pure: ids and times come from the caller."""

from typing import Any

Body = dict[str, Any]


def from_person(ig_id: str, igsid: str, at: int, **what: Any) -> Body:
    """``what`` is the one key that says what happened; ``at`` in milliseconds."""
    return {"sender": {"id": igsid}, "recipient": {"id": ig_id}, "timestamp": at, **what}


def from_business(ig_id: str, igsid: str, at: int, **what: Any) -> Body:
    return {"sender": {"id": ig_id}, "recipient": {"id": igsid}, "timestamp": at, **what}


def message(mid: str, content: Body) -> Body:
    """What a message says: only the keys that it has, in Meta's order."""
    keys = ("text", "attachments", "quick_reply", "reply_to", "referral", "is_unsupported")
    return {"mid": mid, **{key: content[key] for key in keys if key in content}}


def echo(mid: str, content: Body) -> Body:
    return {**message(mid, content), "is_echo": True}


def deletion(mid: str) -> Body:
    return {"mid": mid, "is_deleted": True}


def reaction(mid: str, name: str, emoji: str) -> Body:
    return {"mid": mid, "action": "react", "reaction": name, "emoji": emoji}


def no_reaction(mid: str) -> Body:
    return {"mid": mid, "action": "unreact"}


def edit(mid: str, text: str, count: int) -> Body:
    return {"mid": mid, "text": text, "num_edit": count}


def unexplained_edit(mid: str) -> Body:
    """The quirk: a brand-new message announced as an edit that nobody made, with no parties."""
    return {"message_edit": {"mid": mid, "num_edit": 0}}


def postback(mid: str, title: str, payload: str, referral: Body | None = None) -> Body:
    body = {"mid": mid, "title": title, "payload": payload}
    return {**body, "referral": referral} if referral else body


def ad_referral(ref: str, ad_id: str, title: str, photo: str) -> Body:
    return {
        "ref": ref,
        "ad_id": ad_id,
        "source": "ADS",
        "type": "OPEN_THREAD",
        "ads_context_data": {"ad_title": title, "photo_url": photo},
    }


def link_referral(ref: str) -> Body:
    return {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}


def marketing_opt_in(topic: str, token: str, expires: int, *, stopped: bool = False) -> Body:
    status = "STOP_NOTIFICATIONS" if stopped else "RESUME_NOTIFICATIONS"
    return {
        "type": "notification_messages",
        "payload": topic,
        "notification_messages_token": token,
        "notification_messages_frequency": "DAILY",
        "notification_messages_timezone": "Europe/Oslo",
        "token_expiry_timestamp": str(expires),
        "user_token_status": "NOT_REFRESHED",
        "notification_messages_status": status,
        "title": topic,
    }


def one_time_opt_in(topic: str, token: str) -> Body:
    return {"type": "one_time_notif_req", "payload": topic, "one_time_notif_token": token}


def control(kind: str, previous: str | None, new: str, note: str) -> Body:
    """A thread passing between apps: ``pass``, ``take`` or ``request``."""
    if kind == "request":
        return {"request_thread_control": {"requested_owner_app_id": new, "metadata": note}}
    owners = {"previous_owner_app_id": previous, "new_owner_app_id": new}
    return {f"{kind}_thread_control": {**owners, "metadata": note}}


def comment(comment: Body, author: Body, media: Body) -> Body:
    """``comment`` has id, text and parent_id (or None)."""
    value: Body = {"id": comment["id"]}
    if comment["parent_id"]:
        value["parent_id"] = comment["parent_id"]
    value |= {"text": comment["text"], "from": author, "media": media}
    field = "live_comments" if media["media_product_type"] == "LIVE" else "comments"
    return {"field": field, "value": value}


def mention(media_id: str, comment_id: str | None) -> Body:
    named = {"comment_id": comment_id} if comment_id else {}
    return {"field": "mentions", "value": {**named, "media_id": media_id}}


def dashboard_test(flavour: str) -> Body:
    """What the "Test" button of the app dashboard sends; ``flavour`` is messaging or changes."""
    value = {
        "sender": {"id": "12334"},
        "recipient": {"id": "23245"},
        "timestamp": "1527459824",
        "message": {"mid": "random_mid", "text": "random_text"},
    }
    inner: Body = {"messaging": [value]}
    if flavour == "changes":
        inner = {"changes": [{"field": "messages", "value": value}]}
    return {"object": "instagram", "entry": [{"id": "0", "time": 1527459824, **inner}]}
