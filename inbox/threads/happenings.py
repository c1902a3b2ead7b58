"""What happened in a thread, as one small line of its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.threads.models import TimelineEvent
from inbox.threads.sentences import sentence_of

_EVENT_ICONS = {
    TimelineEvent.Kind.TAKEN: "hand",
    TimelineEvent.Kind.RELEASED: "circle",
    TimelineEvent.Kind.RESOLVED: "check-circle",
    TimelineEvent.Kind.REOPENED: "undo",
    TimelineEvent.Kind.ASSIGNED: "user",
    TimelineEvent.Kind.HANDED_OFF: "hand",
    TimelineEvent.Kind.ESCALATED: "hourglass-person",
    TimelineEvent.Kind.RETURNED: "bolt",
    TimelineEvent.Kind.OPTED_OUT: "no-bell",
    TimelineEvent.Kind.OPTED_BACK: "bell",
    TimelineEvent.Kind.RUN_ENDED: "bolt",
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
        return sentence_of(self.event)
