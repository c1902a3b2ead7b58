"""What happened, in words: the detail of each kind of audit entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.accounts.limits import moved
from inbox.accounts.models import AuditEntry, Workspace

Action = AuditEntry.Action
Detail = Mapping[str, Any]
DAY, HOUR, MINUTE = 86400, 3600, 60  # seconds


def describe(entry: AuditEntry) -> str:
    """One sentence, or nothing where the action says it all. Details of any shape are survived."""
    words = _WORDS.get(entry.action)
    if words is None or not isinstance(entry.detail, dict):
        return ""
    return words(entry.detail, entry)


def icon(entry: AuditEntry) -> str:
    """The icon of what was done."""
    return _ICONS.get(entry.action, "note")


def _tag_used(detail: Detail, entry: AuditEntry) -> str:
    seconds = detail.get("seconds_since_inbound")
    if not isinstance(seconds, int):
        return ""
    return _("%(span)s after the contact's last message") % {"span": span(seconds)}


def _confirmed(detail: Detail, entry: AuditEntry) -> str:
    found = detail.get("words")
    words = [str(each) for each in found] if isinstance(found, list) else []
    because = str(detail.get("because", ""))
    quoted = ", ".join(f"“{each}”" for each in words)
    if quoted and because:
        return _("%(words)s looked promotional. Reason given: %(because)s") % {
            "words": quoted,
            "because": because,
        }
    return quoted or because


def _approval(detail: Detail, entry: AuditEntry) -> str:
    if detail.get("to"):
        return _("Switched on")
    if not entry.who:
        return _("Switched off because Meta refused the Human Agent tag")
    return _("Switched off")


def _ad_window(detail: Detail, entry: AuditEntry) -> str:
    if detail.get("to"):
        return _("From 24 hours to 7 days, confirmed with Meta")
    return _("From 7 days to 24 hours")


def _promotions(detail: Detail, entry: AuditEntry) -> str:
    labels = dict(Workspace.Promotions.choices)
    before, after = (str(detail.get(key, "")) for key in ("from", "to"))
    return _("From “%(before)s” to “%(after)s”") % {
        "before": labels.get(before, before),
        "after": labels.get(after, after),
    }


def _stopped(detail: Detail, entry: AuditEntry) -> str:
    return str(detail.get("because", ""))


def _resumed(detail: Detail, entry: AuditEntry) -> str:
    try:
        since = datetime.fromisoformat(str(detail.get("since", "")))
        stood = int((entry.at - since).total_seconds())
    except (ValueError, TypeError):
        return ""
    return _("After %(span)s") % {"span": span(stood)}


def _limit(detail: Detail, entry: AuditEntry) -> str:
    return moved(str(detail.get("limit", "")), detail.get("from"), detail.get("to"))


def span(seconds: int) -> str:
    """A length of time in its two largest units: 3 days 4 hours, 25 minutes."""
    days, rest = divmod(max(0, seconds), DAY)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    named = {"days": _days(days), "hours": _hours(hours), "minutes": _minutes(minutes)}
    if days:
        return _("%(days)s %(hours)s") % named if hours else named["days"]
    if hours:
        return _("%(hours)s %(minutes)s") % named if minutes else named["hours"]
    return named["minutes"]


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


_ICONS: dict[str, str] = {
    Action.TAG_USED: "person",
    Action.SUPPORT_CONFIRMED: "check-circle",
    Action.HUMAN_AGENT_CHANGED: "settings",
    Action.AD_WINDOW_CHANGED: "settings",
    Action.PROMOTIONS_CHANGED: "settings",
    Action.AUTOMATIONS_STOPPED: "pause",
    Action.AUTOMATIONS_RESUMED: "bolt",
    Action.LIMIT_CHANGED: "settings",
    Action.COMMENT_HIDDEN: "comment",
    Action.COMMENT_SHOWN: "comment",
    Action.REPLY_DELETED: "undo",
}
_WORDS: dict[str, Callable[[Detail, AuditEntry], str]] = {
    Action.TAG_USED: _tag_used,
    Action.SUPPORT_CONFIRMED: _confirmed,
    Action.HUMAN_AGENT_CHANGED: _approval,
    Action.AD_WINDOW_CHANGED: _ad_window,
    Action.PROMOTIONS_CHANGED: _promotions,
    Action.AUTOMATIONS_STOPPED: _stopped,
    Action.AUTOMATIONS_RESUMED: _resumed,
    Action.LIMIT_CHANGED: _limit,
}
