"""What the page of handoff settings says about each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """A setting's title, the unit of its number, and what it does."""

    title: str | Promise
    unit: str | Promise = ""
    why: str | Promise = ""


FIELDS = {
    "take_minutes": Words(
        _("Ask the next person after"),
        _("minutes"),
        _("Whoever is asked and does not take it by then is passed over; after the last, the "
          "leads are told. Out of hours the time runs from the next opening."),
    ),
    "reply_minutes": Words(
        _("Promise an answer within"),
        _("minutes"),
        _("What the contact is told. Shortly before closing they are told by when instead."),
    ),
    "raise_minutes": Words(
        _("Warn before a window closes"),
        _("minutes"),
        _("Unanswered conversations are raised so long before the free-reply window ends, and "
          "again before the Human Agent tag does."),
    ),
    "misses": Words(
        _("Messages in a row that no rule answers"),
        _("messages"),
        _("After so many a person is called."),
    ),
    "failures": Words(
        _("Automated messages in a row that fail"),
        _("messages"),
        _("After so many a person is called."),
    ),
    "in_a_row": Words(
        _("Automated messages without an answer"),
        _("messages"),
        _("After so many a flow waits until the contact says something."),
    ),
    "loop_turns": Words(
        _("Going in circles: automated messages"),
        _("messages"),
        _("So many within the time below look like two machines talking to each other: automation "
          "stops there and a person is called."),
    ),
    "loop_minutes": Words(_("Going in circles: within"), _("minutes")),
    "pause_hours": Words(
        _("Stay silent after a person wrote"),
        _("hours"),
        _("In a conversation that is nobody's. One that is somebody's is left alone until it is "
          "given back or resolved."),
    ),
    "person_words": Words(
        _("More ways to ask for a person"),
        why=_("“Human”, “agent”, “talk to someone” and the like are always understood, in many "
              "languages and with typos. Add what your customers say: “call Marta”."),
    ),
    "complaint_words": Words(_("More words of complaints and refunds")),
    "sensitive_words": Words(_("More words of legal, medical and money matters")),
    "stop_words": Words(
        _("More ways to opt out"),
        why=_("Only as the whole message. “Stop” and “unsubscribe” are always understood."),
    ),
    "start_words": Words(_("More ways to opt in again"), why=_("Only as the whole message.")),
    "acknowledgement": Words(_("In opening hours")),
    "acknowledgement_closed": Words(_("Out of hours")),
    "disclosure": Words(
        _("Said when automation takes over again"),
        why=_("When a person gives a conversation back: “You are talking to our assistant again.” "
              "Left empty, nothing is said."),
    ),
}  # fmt: skip
GROUPS = {
    "times": ("take_minutes", "raise_minutes"),
    "signs": ("misses", "failures"),
    "words": ("person_words",),
    "matters": ("complaint_words", "sensitive_words"),
    "optouts": ("stop_words", "start_words"),
    "limits": ("in_a_row", "loop_turns", "loop_minutes", "pause_hours"),
}
