"""What happened in a thread, as one small line of its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.threads import control
from inbox.threads.models import TimelineEvent

_EVENT_ICONS = {
    TimelineEvent.Kind.TAKEN: "hand",
    TimelineEvent.Kind.RELEASED: "circle",
    TimelineEvent.Kind.RESOLVED: "check-circle",
    TimelineEvent.Kind.REOPENED: "undo",
    TimelineEvent.Kind.RULE_SKIPPED: "bolt",
    TimelineEvent.Kind.REFERRAL: "link",
    TimelineEvent.Kind.OPT_IN: "bell",
    TimelineEvent.Kind.CONTROL: "plug",
    TimelineEvent.Kind.UNKNOWN: "help",
}


@dataclass(frozen=True, slots=True)
class EventItem:
    """What happened, in one small line."""

    event: TimelineEvent

    template = "threads/_item_event.html"
    kind = side = "event"
    state = ""

    @property
    def name(self) -> str:
        return f"event-{self.event.pk}"

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def order(self) -> tuple[datetime, int, str, int]:
        return (self.at, 0, "", self.event.pk)

    @property
    def author(self) -> str:
        return self.name

    @property
    def icon(self) -> str:
        return _EVENT_ICONS.get(TimelineEvent.Kind(self.event.kind), "help")

    @property
    def sentence(self) -> str:
        kinds, detail = TimelineEvent.Kind, self.event.detail
        match self.event.kind:
            case kinds.RULE_SKIPPED:
                return _rule_skipped(detail)
            case kinds.REFERRAL:
                return _referral(detail)
            case kinds.OPT_IN:
                return _("Opted in: %(topic)s") % {
                    "topic": detail.get("topic") or _("notifications")
                }
            case kinds.CONTROL:
                return control.sentence(self.event)
            case kinds.REOPENED if self.event.member is None:
                return _("Reopened by their message")
        who = self.event.member.name if self.event.member else _("Somebody")
        return str(_SENTENCES[kinds(self.event.kind)]) % {"who": who}


_SENTENCES: dict[str, str | Promise] = {
    TimelineEvent.Kind.TAKEN: gettext_lazy("%(who)s took this conversation"),
    TimelineEvent.Kind.RELEASED: gettext_lazy("%(who)s gave this conversation back"),
    TimelineEvent.Kind.RESOLVED: gettext_lazy("%(who)s resolved this"),
    TimelineEvent.Kind.REOPENED: gettext_lazy("%(who)s reopened this"),
    TimelineEvent.Kind.UNKNOWN: gettext_lazy(
        "Something happened that this inbox does not know. It was kept."
    ),
}
_SKIPPED: dict[str, str | Promise] = {
    "person_has_it": gettext_lazy("a person has this conversation"),
    "asked_for_a_person": gettext_lazy("they asked for a person"),
    "switched_off": gettext_lazy("automations are switched off"),
    "all_sent": gettext_lazy("they have had every wording of it"),
}


def _rule_skipped(detail: dict[str, Any]) -> str:
    rule, why = detail.get("rule"), str(detail.get("why", ""))
    words = {
        "rule": (rule.get("name") if isinstance(rule, dict) else rule) or _("unnamed"),
        "why": str(_SKIPPED.get(why) or detail.get("detail") or ""),
    }
    if words["why"]:
        return _("Rule “%(rule)s” stayed silent: %(why)s") % words
    return _("Rule “%(rule)s” stayed silent") % words


def _referral(detail: dict[str, Any]) -> str:
    if title := detail.get("ad_title"):
        return _("Came from the ad “%(title)s”") % {"title": title}
    if ref := detail.get("ref"):
        return _("Came by the link “%(ref)s”") % {"ref": ref}
    return _("Came by a link")
