"""Items of the message family: ``messaging`` and ``standby`` entries, and ``changes`` like them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from inbox.contacts.models import Consent
from inbox.threads.models import TimelineEvent
from integrations.meta.models import Event
from integrations.meta.wire import said
from integrations.meta.wire.keys import Key
from integrations.meta.wire.reading import Json, ident, mapping, message_id, words
from integrations.meta.wire.values import (
    Announced,
    Edited,
    Happened,
    NotUnderstood,
    Passed,
    Reacted,
    Seen,
    Unsent,
    Value,
)

EMOJI = {"love": "❤️", "wow": "😮", "sad": "😢", "angry": "😠", "laugh": "😂", "like": "👍"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Who the other person is, and whether they or the business did it."""

    contact: str
    by_contact: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An item as far as it can be told without its envelope."""

    kind: Event.Kind
    key: Key
    value: Value
    subject: str = ""


def sides(owner: str, event: Json) -> Sides:
    """Told from the account's own id; half-empty items and tests fall back on what is there."""
    sender = ident(mapping(event.get("sender")).get("id"))
    recipient = ident(mapping(event.get("recipient")).get("id"))
    by_business = sender == owner if owner in (sender, recipient) else _is_echo(event)
    if not sender and recipient not in ("", owner):
        by_business = True
    contact = recipient if by_business else sender
    return Sides("" if contact == owner else contact, not by_business)


def _is_echo(event: Json) -> bool:
    return mapping(event.get("message")).get("is_echo") is True


def read(event: Json, who: Sides, *, standby: bool) -> Reading:
    """What one messaging item says."""
    readers: dict[str, Callable[[Json, Sides, str], Reading]] = {
        "message": partial(_message, standby=standby),
        "postback": partial(_postback, standby=standby),
        "reaction": _reaction,
        "read": _seen,
        "message_edit": _edit,
        "referral": _referral,
        "optin": _optin,
        "pass_thread_control": _control,
        "take_thread_control": _control,
        "request_thread_control": _control,
    }
    for name, reader in readers.items():
        if isinstance(event.get(name), dict):
            return reader(event, who, name)
    return unknown(event)


def unknown(event: Json) -> Reading:
    """An item of a kind that nobody has told us about."""
    names = ", ".join(sorted(set(event) - {"sender", "recipient", "timestamp"}))[:200]
    why = f"An event of an unknown kind: {names or 'nothing in it'}."
    return Reading(Event.Kind.UNKNOWN, Key(), NotUnderstood(why))


def _message(event: Json, who: Sides, name: str, *, standby: bool) -> Reading:
    message = mapping(event[name])
    mid = message_id(message.get("mid"))
    if message.get("is_deleted") is True:
        if not mid:
            return Reading(Event.Kind.UNSEND, Key(), NotUnderstood("It names no message."))
        return Reading(Event.Kind.UNSEND, Key("unsend", mid), Unsent(), mid)
    kind = Event.Kind.MESSAGE if who.by_contact else Event.Kind.ECHO
    key = Key("standby" if standby else "message", mid) if mid else Key()
    value = said.message(
        event, message, mid or key.of(event), inbound=who.by_contact, standby=standby
    )
    return Reading(kind, key, value, value.external_id)


def _postback(event: Json, who: Sides, name: str, *, standby: bool) -> Reading:
    tap = mapping(event[name])
    mid = message_id(tap.get("mid"))
    key = Key("standby-tap" if standby else "postback", mid) if mid else Key()
    value = said.tap(event, tap, mid or key.of(event), inbound=who.by_contact, standby=standby)
    return Reading(Event.Kind.POSTBACK, key, value, value.external_id)


def _reaction(event: Json, who: Sides, name: str) -> Reading:
    reaction = mapping(event[name])
    mid = message_id(reaction.get("mid"))
    if not mid:
        return Reading(Event.Kind.REACTION, Key(), NotUnderstood("It names no message."))
    word = words(reaction.get("reaction"), 16)
    emoji = words(reaction.get("emoji"), 32) or EMOJI.get(word, word)
    if reaction.get("action") == "unreact" or not emoji:
        word = emoji = ""
    value = Reacted(who.by_contact, emoji, word)
    side = "contact" if who.by_contact else "business"
    key = Key("reaction", mid, side, words(event.get("timestamp"), 20), emoji)
    return Reading(Event.Kind.REACTION, key, value, mid)


def _seen(event: Json, who: Sides, name: str) -> Reading:
    mid = message_id(mapping(event[name]).get("mid"))
    key = Key("seen", mid, words(event.get("timestamp"), 20)) if mid else Key()
    value: Value = Seen()
    if not who.by_contact:
        value = Passed("The business read it.")
    elif not mid:
        value = NotUnderstood("It names no message.")
    return Reading(Event.Kind.SEEN, key, value, mid)


def _edit(event: Json, who: Sides, name: str) -> Reading:
    edit = mapping(event[name])
    mid = message_id(edit.get("mid"))
    digits = words(edit.get("num_edit"), 5)
    number = int(digits) if digits.isascii() and digits.isdigit() else -1
    if not mid or not 0 <= number <= 32_767:
        return Reading(Event.Kind.EDIT, Key(), NotUnderstood("It names no message."), mid)
    key = Key("edit", mid, str(number), words(event.get("timestamp"), 20))
    if number == 0:  # Meta sends these for new messages, before or instead of the message itself
        return Reading(Event.Kind.EDIT, key, Announced(), mid)
    if not isinstance(edit.get("text"), str):
        return Reading(Event.Kind.EDIT, key, NotUnderstood("It brings no text."), mid)
    return Reading(Event.Kind.EDIT, key, Edited(number, edit["text"]), mid)


def _referral(event: Json, who: Sides, name: str) -> Reading:
    detail = said.referral(mapping(event[name]))
    return Reading(Event.Kind.REFERRAL, Key(), Happened(TimelineEvent.Kind.REFERRAL, detail))


def _optin(event: Json, who: Sides, name: str) -> Reading:
    """The token itself stays in the event's payload: a timeline is read by everybody."""
    optin = mapping(event[name])
    detail = {
        "type": words(optin.get("type"), 60),
        "topic": words(optin.get("title") or optin.get("payload"), 200),
        "status": words(optin.get("notification_messages_status"), 60),
    }
    shown = {key: value for key, value in detail.items() if value}
    value = Happened(TimelineEvent.Kind.OPT_IN, shown, Consent.Surface.OPT_IN)
    return Reading(Event.Kind.OPT_IN, Key(), value)


def _control(event: Json, who: Sides, name: str) -> Reading:
    """Who the conversation went to, or who asks for it: Meta tells the app that it concerns.

    So a pass comes to us and a take goes from us, whichever of an app's ids Meta writes, unless
    the ids say the opposite.
    """
    control = mapping(event[name])
    before = ident(control.get("previous_owner_app_id"))
    after = ident(control.get("new_owner_app_id") or control.get("requested_owner_app_id"))
    detail: dict[str, object] = {"what": name.removesuffix("_thread_control")}
    detail |= {key: value for key, value in (("from", before), ("to", after)) if value}
    ours = settings.META_APP_ID
    if name == "take_thread_control":
        detail["ours"] = after == ours != ""
    elif name == "pass_thread_control":
        detail["ours"] = after == ours or before != ours or not ours
    return Reading(Event.Kind.CONTROL, Key(), Happened(TimelineEvent.Kind.CONTROL, detail))
