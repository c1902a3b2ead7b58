"""How the kinds of step are called where they are chosen, and what each is for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from automations.definition import Kind, Step
from automations.editor.spans import span

SHORT = 42  # characters of a step in a list of targets


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of step: its icon, its name, and what it does in one line."""

    kind: Kind
    icon: str
    name: Promise
    does: Promise


# In the order in which they are offered: what is said, what is decided, what is kept.
NAMED: dict[Kind, Named] = {
    one.kind: one
    for one in (
        Named("send", "inbox", gettext_lazy("Direct message"),
              gettext_lazy("Text, link buttons, a picture")),
        Named("reply_publicly", "comment", gettext_lazy("Public reply"),
              gettext_lazy("Under their comment, for all to see")),
        Named("menu", "tap", gettext_lazy("Choices"),
              gettext_lazy("A message with answers to tap")),
        Named("ask", "help", gettext_lazy("Question"),
              gettext_lazy("Waits for the answer and keeps it")),
        Named("delay", "clock", gettext_lazy("Wait"),
              gettext_lazy("Go on some time later")),
        Named("condition", "branch", gettext_lazy("If …"),
              gettext_lazy("Go different ways")),
        Named("tag", "tags", gettext_lazy("Labels"),
              gettext_lazy("Put on the contact, or take off")),
        Named("assign", "user", gettext_lazy("Assign"),
              gettext_lazy("To a team or a colleague")),
        Named("notify", "bell", gettext_lazy("Tell the team"),
              gettext_lazy("A note that only you see")),
        Named("webhook", "code", gettext_lazy("Call a system"),
              gettext_lazy("Ask your own software by webhook")),
        Named("opt_in", "check-circle", gettext_lazy("Ask to notify"),
              gettext_lazy("Permission to write about a topic later")),
        Named("handoff", "hand", gettext_lazy("Hand to a person"),
              gettext_lazy("Somebody of yours takes over")),
        Named("stop", "pause", gettext_lazy("Stop here"),
              gettext_lazy("Nothing more happens")),
    )
}  # fmt: skip


def short_of(step: Step) -> str:
    """What a step says or does, in the few words that a list has room for."""
    words = " ".join(_words_of(step).split())
    name = str(NAMED[step.kind].name)
    return Truncator(f"{name}: {words}" if words else name).chars(SHORT)


def _words_of(step: Step) -> str:
    """The text that tells it from others of its kind; empty where there is none."""
    if step.wordings:
        return step.wordings[0]
    if step.delay:
        return span(step.delay.minutes)
    if step.tag:
        return ", ".join((*step.tag.add, *(f"−{name}" for name in step.tag.remove)))
    if step.condition:
        return ", ".join(filter(None, (test.name for test in step.condition.tests)))
    held = getattr(step, step.kind)
    told = (getattr(held, name, "") for name in ("text", "why", "url", "topic", "team", "member"))
    return next(filter(None, told), "")
