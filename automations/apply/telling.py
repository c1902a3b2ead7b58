"""Small lines in the thread: which rule would have answered and why it did not (K-10)."""

from __future__ import annotations

from automations.decide import Verdict
from automations.models import Decision, Run
from inbox.delivery.guard import Refused
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Thread, TimelineEvent


def tell_silence(decision: Decision, verdict: Verdict, message: Message) -> None:
    """A rule matched and sends nothing: one line that names it, the reason, and the others."""
    rule = verdict.rule
    detail: dict[str, object] = {
        "rule": {"id": rule.pk, "name": rule.name} if rule else None,
        "why": decision.why,
        "also_matched": decision.also_matched,
    }
    _tell(message.thread, f"rule:{message.pk}", TimelineEvent.Kind.RULE_SKIPPED, detail)


def tell_refusal(run: Run, thread: Thread, refused: Refused) -> None:
    """The guard refused what a run had to say: one line with its words, once for the run."""
    detail: dict[str, object] = {
        "rule": {"id": run.rule_id, "name": run.rule.name},
        "why": Decision.Why.REFUSED.value,
        "detail": refused.detail,
    }
    _tell(thread, f"run:{run.pk}:refused", TimelineEvent.Kind.RULE_SKIPPED, detail)


def call_for_person(thread: Thread) -> None:
    """Show the thread as waiting for a person, unless one has it."""
    if thread.handler != Thread.Handler.AUTOMATION:
        return
    answered_by_itself = Thread.everywhere.filter(pk=thread.pk, handler=Thread.Handler.AUTOMATION)
    if answered_by_itself.update(handler=Thread.Handler.WAITING):
        thread.handler = Thread.Handler.WAITING
        announce([Change(thread.workspace_id, thread.pk)])


def _tell(thread: Thread, key: str, kind: TimelineEvent.Kind, detail: dict[str, object]) -> None:
    event, is_new = TimelineEvent.everywhere.get_or_create(
        thread_id=thread.pk,
        key=key,
        defaults={"workspace_id": thread.workspace_id, "kind": kind, "detail": detail},
    )
    if is_new:
        announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])
