"""Makes the decisions real. Only here do automations write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy

from automations.decide import Answer, CallForPerson, Effect, Silence
from automations.models import Firing
from inbox.delivery.guard import Automation, Refused
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import queue_reply
from inbox.threads.changes import Change, announce
from inbox.threads.models import Message, Thread, TimelineEvent

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_KEYS = UUID("6f1f0c2e-6f0e-4b43-9d57-0f5a3c0d7f11")  # the same decision gives the same client key
_HAD_ALL = gettext_lazy("This contact has had every wording of this rule.")
_TOLD = {Firing.Skipped.ALL_SENT, Firing.Skipped.REFUSED}  # the rest shows in the thread already


def apply(effects: Sequence[Effect], message: Message, thread: Thread) -> list[Firing]:
    """Carry out ``effects`` of ``message``; the caller holds the thread's lock."""
    firings = [
        _answer(effect, message, thread)
        if isinstance(effect, Answer)
        else _stay_silent(effect, message, effect.why, _HAD_ALL)
        for effect in effects
        if not isinstance(effect, CallForPerson)
    ]
    answered = any(firing.outbound_id for firing in firings)
    failed = bool(firings) and not answered and message.kind != Message.Kind.COMMENT
    if failed or any(isinstance(effect, CallForPerson) for effect in effects):
        _call_for_person(thread)
    return firings


def _answer(answer: Answer, message: Message, thread: Thread) -> Firing:
    result = queue_reply(
        thread,
        answer.words,
        author=Automation(answer.rule.pk, answer.rule.name),
        key=uuid5(_KEYS, f"{message.pk}:{answer.rule.pk}:{answer.step}"),
        comment=message if message.kind == Message.Kind.COMMENT else None,
        publicly=answer.publicly,
    )
    if isinstance(result, Refused):
        return _stay_silent(answer, message, Firing.Skipped.REFUSED, result.detail)
    return _record(answer, message, outbound=result, wording=answer.wording, words=answer.words)


def _stay_silent(
    effect: Answer | Silence, message: Message, why: Firing.Skipped, detail: StrPromise | str
) -> Firing:
    firing = _record(effect, message, skipped=why, detail=str(detail) if why in _TOLD else "")
    if why in _TOLD:
        _tell_why(firing, effect, message)
    return firing


def _record(
    effect: Answer | Silence,
    message: Message,
    *,
    outbound: Outbound | None = None,
    **fields: object,
) -> Firing:
    return Firing.everywhere.create(
        workspace_id=message.workspace_id,
        rule_id=effect.rule.pk,
        message=message,
        contact_id=message.thread.contact_id,
        step=effect.step,
        outbound=outbound,
        also_matched=list(effect.also_matched),
        **fields,
    )


def _tell_why(firing: Firing, effect: Answer | Silence, message: Message) -> None:
    """One small line in the thread: which rule would have answered, and why it did not."""
    event = TimelineEvent.everywhere.create(
        workspace_id=message.workspace_id,
        thread_id=message.thread_id,
        kind=TimelineEvent.Kind.RULE_SKIPPED,
        key=f"rule:{message.pk}:{effect.step}",
        detail={
            "rule": {"id": effect.rule.pk, "name": effect.rule.name},
            "why": firing.skipped,
            "detail": firing.detail,
            "also_matched": firing.also_matched,
        },
    )
    announce([Change(message.workspace_id, message.thread_id, (f"event-{event.pk}",))])


def _call_for_person(thread: Thread) -> None:
    """Show the thread as waiting for a person, unless one has it."""
    if thread.handler != Thread.Handler.AUTOMATION:
        return
    answered_by_itself = Thread.everywhere.filter(pk=thread.pk, handler=Thread.Handler.AUTOMATION)
    if answered_by_itself.update(handler=Thread.Handler.WAITING):
        thread.handler = Thread.Handler.WAITING
        announce([Change(thread.workspace_id, thread.pk)])
