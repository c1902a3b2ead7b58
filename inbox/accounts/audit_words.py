"""What happened, in words: the detail of each kind of audit entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
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


def _rule_published(detail: Detail, entry: AuditEntry) -> str:
    return _("%(rule)s: version %(version)s") % _of_rule(detail)


def _rule_switched(detail: Detail, entry: AuditEntry) -> str:
    words = _("%(rule)s: switched on") if detail.get("to") else _("%(rule)s: switched off")
    return words % _of_rule(detail)


def _rule_moved(detail: Detail, entry: AuditEntry) -> str:
    return _("%(rule)s: from %(from)s to %(to)s of %(of)s") % _of_rule(detail)


def _rule_removed(detail: Detail, entry: AuditEntry) -> str:
    return str(detail.get("rule", ""))


def _of_rule(detail: Detail) -> dict[str, str]:
    """The rule may be gone, so its name is kept with what was done to it."""
    return {key: str(detail.get(key, "?")) for key in ("rule", "version", "from", "to", "of")}


def _webhook(detail: Detail, entry: AuditEntry) -> str:
    words = {
        "added": _("Added: %(url)s"),
        "edited": _("Edited: %(url)s"),
        "switched_on": _("Switched on"),
        "switched_off": _("Switched off"),
        "secret": _("New secret"),
        "rule_secret": _("New secret for the calls of rules"),
        "removed": _("Removed: %(url)s"),
    }
    because = {
        "gone": _("Switched off: it answered that it is gone (410)"),
        "failing": _("Switched off: it failed for three days"),
    }
    did, why = str(detail.get("did", "")), str(detail.get("because", ""))
    said = (because.get(why) or words.get(did, "")) % {"url": str(detail.get("url", ""))}
    program = str(detail.get("program", ""))
    if not program:
        return said
    return _("%(words)s, by the program “%(name)s”") % {"words": said, "name": program}


def _handoff(detail: Detail, entry: AuditEntry) -> str:
    """What was changed, by the names that the settings have in the API and in the database."""
    changed = detail.get("changed")
    return _moved(changed) if isinstance(changed, dict) else ""


def _opening(detail: Detail, entry: AuditEntry) -> str:
    return _moved(detail)


def _moved(changed: Mapping[str, Any]) -> str:
    pairs = ((name, each) for name, each in changed.items() if isinstance(each, list))
    return " · ".join(
        _("%(name)s: %(before)s → %(after)s")
        % {"name": name.replace("_", " "), "before": _plain(each[0]), "after": _plain(each[1])}
        for name, each in pairs
        if len(each) == 2
    )


def _plain(value: Any) -> str:
    """A value of JSON, for people."""
    if isinstance(value, dict):
        return (
            "; ".join(f"{_weekday(key)} {_plain(each)}".strip() for key, each in value.items())
            or "–"
        )
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "–"
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return "–" if value in (None, "") else str(value)


def _weekday(key: str) -> str:
    """Opening hours are kept by the number of their day; days off by their date."""
    return str(WEEKDAYS_ABBR[int(key)]) if key in ("0", "1", "2", "3", "4", "5", "6") else key


def _team(detail: Detail, entry: AuditEntry) -> str:
    named = {key: str(detail.get(key, "?")) for key in ("team", "was", "name", "from", "to")}
    match detail.get("what"):
        case "added":
            return _("%(team)s: added") % named
        case "removed":
            return _("%(team)s: removed") % named
        case "capacity":
            return _("%(name)s: at most %(to)s open conversations instead of %(from)s") % named
    parts = [
        _("%(was)s is now %(team)s") % named if named["was"] != named["team"] else named["team"]
    ]
    for key, words in (("came", _("in: %(names)s")), ("went", _("out: %(names)s"))):
        names = detail.get(key)
        if isinstance(names, list) and names:
            parts.append(words % {"names": ", ".join(str(name) for name in names)})
    return " · ".join(parts)


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
    Action.HANDOFF_CHANGED: "hand",
    Action.HOURS_CHANGED: "clock",
    Action.TEAM_CHANGED: "user",
    Action.TAG_USED: "person",
    Action.SUPPORT_CONFIRMED: "check-circle",
    Action.HUMAN_AGENT_CHANGED: "settings",
    Action.AD_WINDOW_CHANGED: "settings",
    Action.PROMOTIONS_CHANGED: "settings",
    Action.AUTOMATIONS_STOPPED: "pause",
    Action.AUTOMATIONS_RESUMED: "bolt",
    Action.LIMIT_CHANGED: "settings",
    Action.WEBHOOK_CHANGED: "plug",
    Action.RULE_PUBLISHED: "bolt",
    Action.RULE_SWITCHED: "bolt",
    Action.RULE_MOVED: "bolt",
    Action.RULE_REMOVED: "trash",
    Action.COMMENT_HIDDEN: "comment",
    Action.COMMENT_SHOWN: "comment",
    Action.REPLY_DELETED: "undo",
}
_WORDS: dict[str, Callable[[Detail, AuditEntry], str]] = {
    Action.HANDOFF_CHANGED: _handoff,
    Action.HOURS_CHANGED: _opening,
    Action.TEAM_CHANGED: _team,
    Action.TAG_USED: _tag_used,
    Action.SUPPORT_CONFIRMED: _confirmed,
    Action.HUMAN_AGENT_CHANGED: _approval,
    Action.AD_WINDOW_CHANGED: _ad_window,
    Action.PROMOTIONS_CHANGED: _promotions,
    Action.AUTOMATIONS_STOPPED: _stopped,
    Action.AUTOMATIONS_RESUMED: _resumed,
    Action.LIMIT_CHANGED: _limit,
    Action.WEBHOOK_CHANGED: _webhook,
    Action.RULE_PUBLISHED: _rule_published,
    Action.RULE_SWITCHED: _rule_switched,
    Action.RULE_MOVED: _rule_moved,
    Action.RULE_REMOVED: _rule_removed,
}
