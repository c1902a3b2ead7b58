"""What the inbox's templates need beyond Django's own."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import naturalday
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from inbox.threads import countdown, sentences

register = template.Library()
HUES = 8  # how many label hues tokens.css has
MOST = 99
_OUR_FILE = re.compile(r"/t/[0-9]+/uploads/[0-9]+/")


@register.inclusion_tag("_icon.html")
def icon(name: str, size: str = "") -> dict[str, str]:
    """An icon of the sprite; the words beside it, or an ``aria-label``, say what it means."""
    return {"name": name, "size": size}


@register.inclusion_tag("_avatar.html")
def avatar(name: str, picture: str = "", size: str = "") -> dict[str, str | int]:
    """A round picture; its initials and hue stand in while there is none."""
    hue = zlib.crc32(name.encode()) % HUES
    picture = picture if picture.startswith(("https://", "http://")) else ""
    return {"initials": initials(name), "hue": hue, "picture": picture, "size": size}


@register.inclusion_tag("_time.html")
def moment(at: datetime, form: str) -> dict[str, Any]:
    """A time as ``clock`` (12:04), ``row`` (12:04, Tue, 3 Mar) or ``day`` (Today, Tuesday 3 March).

    Rendered in the current zone; the page rewrites it in the viewer's when the two differ.
    """
    local = localtime(at)
    return {
        "at": at,
        "form": form,
        "text": _FORMS[form](local),
        "full": date_format(local, "j F Y, H:i"),
    }


@register.simple_tag
def countdown_of(end: datetime, now: datetime) -> str:
    """The time left until ``end``, in two units."""
    return countdown.long(max(0, int((end - now).total_seconds())))


@register.simple_tag
def expected_in(at: datetime) -> str:
    """When a message is expected to go, in few words; the page's clock goes on with it."""
    time = countdown.about(int((at - timezone.now()).total_seconds()))
    return _(" · about %(time)s") % {"time": time} if time else _(" · any moment")


@register.filter
def bounded(count: int) -> str:
    """A badge's number: nothing at zero, 99+ above 99."""
    if not count:
        return ""
    return f"{MOST}+" if count > MOST else str(count)


@register.filter
def web_only(url: str) -> str:
    """``url`` if a browser may follow it: on the web, or a file of ours; else nothing."""
    return url if url.startswith(("https://", "http://")) or _OUR_FILE.fullmatch(url) else ""


@register.simple_tag
def address(name: str, *of: object) -> str:
    """The page's address, or nothing when this installation has no such page."""
    try:
        return reverse(name, args=of)
    except NoReverseMatch:
        return ""


@register.filter
def called(reason: str) -> str:
    """Why a person was called, within a sentence."""
    return sentences.called(reason)


def initials(name: str) -> str:
    """The first letters of the first and last word; # where there is no letter."""
    if name.startswith("#"):  # a short id in a name's place
        return "#"
    words = [word for word in re.split(r"[\s._@#-]+", name) if word and word[0].isalnum()]
    if not words:
        return "#"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _row(local: datetime) -> str:
    today = localtime().date()
    days = (today - local.date()).days
    if days == 0:
        return date_format(local, "H:i")
    if 0 < days < 7:
        return date_format(local, "D")
    return date_format(local, "j M" if local.year == today.year else "j M Y")


def _day(local: datetime) -> str:
    named = naturalday(local.date(), "")
    if named and abs((localtime().date() - local.date()).days) <= 1:
        return str(named)[:1].upper() + str(named)[1:]
    this_year = local.year == localtime().year
    return date_format(local, "l j F" if this_year else "l j F Y")


def _since(local: datetime) -> str:
    return _("%(day)s %(time)s") % {
        "day": date_format(local, "D"),
        "time": date_format(local, "H:i"),
    }


def _start(local: datetime) -> str:
    """A clock time, with its day when that is another."""
    today = localtime()
    clock = date_format(local, "H:i")
    if local.date() == today.date():
        return clock
    if 0 < (today.date() - local.date()).days < 7:
        return f"{date_format(local, 'D')} {clock}"
    return f"{date_format(local, 'j M' if local.year == today.year else 'j M Y')} {clock}"


_FORMS: dict[str, Callable[[datetime], str]] = {
    "clock": lambda local: date_format(local, "H:i"),
    "row": _row,
    "day": _day,
    "start": _start,
    "since": _since,
    "date": lambda local: date_format(local, "j M Y"),
}
