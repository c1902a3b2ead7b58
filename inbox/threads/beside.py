"""What stands beside a thread: why it was handed over, and what is known of the contact.

Why a person was called is ``automations``' to know, and that is built on this package: it registers
itself here, as ``delivery`` does in ``sends``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.contacts.models import Captured, Consent, Label
from inbox.threads.models import Thread, TimelineEvent

EARLIER = 5  # what happened before is told of the last few times


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sidebar above the contact: a template, and what it is rendered from.

    The template needs nothing else, and nothing personal, as it is pushed to everybody. ``state``
    is told in the page's data: ``waiting``, ``taken``, ``ended``.
    """

    template: str
    state: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Past:
    """Something that was, in one line."""

    icon: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What one of those who registered knows of a thread."""

    section: Section | None = None
    past: Sequence[Past] = ()


Teller = Callable[[Thread, datetime], Told]
_tellers: list[Teller] = []


def learn_from(teller: Teller) -> None:
    """Ask ``teller`` about each thread that is shown with its sidebar; a few queries at most."""
    _tellers.append(teller)


@dataclass(frozen=True, slots=True)
class Beside:
    """The sidebar of a thread, beyond what its own row says."""

    section: Section | None = None
    consents: Sequence[Consent] = ()
    captured: Sequence[Captured] = ()
    labels: Sequence[Label] = ()
    past: Sequence[Past] = ()

    @classmethod
    def of(cls, thread: Thread, now: datetime) -> Beside:
        told = [teller(thread, now) for teller in _tellers]
        section = next((each.section for each in told if each.section), None)
        past = [*_resolutions(thread), *(line for each in told for line in each.past)]
        past.sort(key=lambda line: line.at, reverse=True)
        consents = Consent.objects.in_workspace(thread.workspace_id)
        captured = Captured.objects.in_workspace(thread.workspace_id)
        labels = Label.objects.in_workspace(thread.workspace_id)
        return cls(
            section,
            list(consents.filter(contact=thread.contact_id).order_by("at")),
            list(captured.filter(contact=thread.contact_id)),
            list(labels.filter(contacts=thread.contact_id)),
            past[:EARLIER],
        )


def _resolutions(thread: Thread) -> list[Past]:
    """When it was resolved, and by whom."""
    events = TimelineEvent.objects.in_workspace(thread.workspace_id).filter(
        thread=thread, kind=TimelineEvent.Kind.RESOLVED
    )
    return [
        Past("check-circle", _("Resolved by %(name)s") % {"name": _name(event)}, event.at)
        for event in events.select_related("member__user").order_by("-at", "-pk")[:EARLIER]
    ]


def _name(event: TimelineEvent) -> str:
    return event.member.name if event.member else _("somebody")
