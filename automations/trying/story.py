"""What one message of a contact caused, from its arrival to its outcome (K-10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from automations.models import Decision, Handoff, Run, StepDone
from inbox.accounts.models import Member
from inbox.delivery.models import Attempt
from inbox.threads.models import Message


@dataclass(frozen=True, slots=True)
class Told:
    """A step of the run, with the message it sent and the calls that were made for it.

    ``here`` says that it was this very message's doing: a run goes on with later ones.
    """

    step: StepDone
    attempts: list[Attempt]

    @property
    def is_skipped(self) -> bool:
        return bool(self.step.skipped)


@dataclass(frozen=True, slots=True)
class Story:
    """The message, the decision about it, the run it began or moved, and who was called."""

    message: Message
    decision: Decision | None
    run: Run | None
    steps: list[Told]
    handoff: Handoff | None


def message_behind(message: Message) -> Message:
    """What set ``message`` off when a rule of ours wrote it; a contact's words are their own."""
    if message.origin != Message.Origin.AUTOMATION:
        return message
    step = StepDone.everywhere.filter(outbound__message=message).select_related("run__message")
    found = step.first()
    return found.run.message if found else message


def story_of(message: Message) -> Story:
    """Everything that is kept about it; six queries however long the run."""
    decisions = Decision.everywhere.filter(message=message)
    decision = decisions.select_related("rule", "run__rule", "run__version").first()
    run = decision.run if decision else None
    handoffs = Handoff.everywhere.filter(message=message)
    return Story(
        message=message,
        decision=decision,
        run=run,
        steps=_steps(run) if run else [],
        handoff=handoffs.select_related("team", "offered_to__user", "taken_by__user").first(),
    )


def recent(member: Member, *, before: int | None, rule: int | None, size: int) -> list[Decision]:
    """The newest decisions, each with its message: the log of what was matched and what not."""
    decisions = Decision.objects.visible_to(member).order_by("-pk")
    if before is not None:
        decisions = decisions.filter(pk__lt=before)
    if rule is not None:
        decisions = decisions.filter(rule=rule)
    whole = ("rule", "message__thread__contact", "message__thread__account")
    return list(decisions.select_related(*whole)[:size])


def _steps(run: Run) -> list[Told]:
    calls = Prefetch(
        "outbound__attempts", Attempt.everywhere.order_by("number"), to_attr="calls_in_order"
    )
    steps = run.steps.select_related("outbound__message").prefetch_related(calls)
    return [
        Told(step, getattr(step.outbound, "calls_in_order", []) if step.outbound else [])
        for step in steps.order_by("visit")
    ]
