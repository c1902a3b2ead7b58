"""The one message that a contact gets when a person is called: what to expect, truthfully (H-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import structlog
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from automations.models import AutomationSettings, Handoff
from inbox.accounts.channels import CHANNELS
from inbox.accounts.hours import Hours
from inbox.delivery.guard import Automation, Refused, Text
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import queue_reply
from inbox.delivery.queue import sends_automations
from inbox.threads.models import Thread
from inbox.threads.window import State

log = structlog.get_logger(__name__)
PLACE = "{time}"


def acknowledge(
    handoff: Handoff, thread: Thread, settings: AutomationSettings, hours: Hours, text: str = ""
) -> Outbound | None:
    """Queue it; None where it may not be said, or would come too late to be true.

    Those are a thread without an open window (a comment's one private reply is left to the person),
    a contact who wants nothing automated, and automations that are stopped. The key is the
    handoff's, so that it is said once.
    """
    now = timezone.now()
    is_open = thread.window(now).state is State.OPEN
    if not is_open or thread.contact.opted_out_at or not sends_automations(thread.account):
        return None
    said = sentence(settings, hours, now, text)
    key = uuid5(NAMESPACE_URL, f"handoff:{handoff.pk}")
    queued = queue_reply(thread, Text(said), author=Automation(None, ""), key=key)
    if isinstance(queued, Refused):
        log.warning("a handoff was not acknowledged", handoff=handoff.pk, because=queued.code)
        return None
    return queued


def sentence(settings: AutomationSettings, hours: Hours, now: datetime, text: str = "") -> str:
    """What is said at ``now``: ``text``, else the workspace's own words, else ours."""
    when = time_of(hours, now, settings.reply_minutes)
    if hours.is_open(now):
        usual = settings.acknowledgement or _("Thanks for your message! A person answers {time}.")
    else:
        usual = settings.acknowledgement_closed or _(
            "Thanks for your message! We are closed right now. A person answers {time}."
        )
    return (text or usual).replace(PLACE, when)


@dataclass(frozen=True, slots=True)
class Preview:
    """Both sentences, each at a moment at which it is said; no second one where nobody closes."""

    opened: str
    opened_at: datetime
    closed: str
    closed_at: datetime | None

    @classmethod
    def of(cls, settings: AutomationSettings, hours: Hours, now: datetime) -> Preview:
        opened_at = now if hours.is_open(now) else hours.next_opening(now) or now
        closed_at = hours.closes_at(now) if hours.is_open(now) else now
        closed = sentence(settings, hours, closed_at) if closed_at else ""
        return cls(sentence(settings, hours, opened_at), opened_at, closed, closed_at)


def fits(text: str) -> str:
    """What is wrong with ``text`` as an acknowledgement; "" when it can be sent (C-4)."""
    longest = _("from %(clock)s on %(weekday)s, %(date)s (%(zone)s)") % {
        "clock": "00:00", "weekday": "W" * 12, "date": "00 " + "M" * 12, "zone": "Z" * 30,
    }  # fmt: skip
    size = len(text.replace(PLACE, longest).encode())
    most = min(able.text_bytes for able in CHANNELS.values())
    if size <= most:
        return ""
    words = _("This may take %(size)d bytes with its time; Instagram takes %(most)d. Shorten it.")
    return words % {"size": size, "most": most}


def time_of(hours: Hours, now: datetime, minutes: int) -> str:
    """When a person answers, in words that fit after “A person answers”.

    ``minutes`` is what the workspace promises. When it closes before they have passed, the moment
    is named; when it is closed, the next opening.
    """
    if not hours.is_open(now):
        opening = hours.next_opening(now)
        return _from(opening, hours.local(now)) if opening else _("as soon as somebody is back")
    closes = hours.closes_at(now)
    if closes is None or now + timedelta(minutes=minutes) <= closes:
        return _within(minutes)
    by = hours.after(now, timedelta(minutes=minutes))
    return _by(by, hours.local(now)) if by else _("as soon as somebody is back")


def _within(minutes: int) -> str:
    if minutes % 60:
        words = ngettext("within about %(count)d minute", "within about %(count)d minutes", minutes)
        return words % {"count": minutes}
    hours = minutes // 60
    return ngettext("within about an hour", "within about %(count)d hours", hours) % {
        "count": hours
    }


def _from(at: datetime, today: datetime) -> str:
    return _from_words(at, today) % _parts(at)


def _from_words(at: datetime, today: datetime) -> str:
    match (at.date() - today.date()).days:
        case 0:
            return _("from %(clock)s today (%(zone)s)")
        case 1:
            return _("from %(clock)s tomorrow (%(zone)s)")
        case days if days < 7:
            return _("from %(clock)s on %(weekday)s (%(zone)s)")
    return _("from %(clock)s on %(weekday)s, %(date)s (%(zone)s)")


def _by(at: datetime, today: datetime) -> str:
    return _by_words(at, today) % _parts(at)


def _by_words(at: datetime, today: datetime) -> str:
    match (at.date() - today.date()).days:
        case 0:
            return _("by %(clock)s today (%(zone)s)")
        case 1:
            return _("by %(clock)s tomorrow (%(zone)s)")
        case days if days < 7:
            return _("by %(clock)s on %(weekday)s (%(zone)s)")
    return _("by %(clock)s on %(weekday)s, %(date)s (%(zone)s)")


def _parts(at: datetime) -> dict[str, str]:
    """``at`` is on the workspace's clock, and says whose that is: contacts live anywhere."""
    place = str(at.tzinfo).rpartition("/")[2].replace("_", " ")
    zone = "UTC" if place == "UTC" else _("%(place)s time") % {"place": place}
    return {
        "clock": date_format(at, "H:i"),
        "weekday": date_format(at, "l"),
        "date": date_format(at, "j F"),
        "zone": zone,
    }
