"""What steps do beside talking: labels, answers kept, threads given to people, notes, calls."""

from __future__ import annotations

from typing import Any, assert_never

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from automations.flows import (
    AskSystem,
    Assign,
    Capture,
    Did,
    Effect,
    HandOver,
    Label,
    Passed,
    Say,
    TellTeam,
)
from automations.models import Run, StepDone
from automations.systems import ask
from inbox.accounts.models import Member, Team
from inbox.contacts import models as contacts
from inbox.threads import acts
from inbox.threads.changes import Change, announce
from inbox.threads.models import Note, Thread

NOT_THERE = StepDone.Skipped.NOT_THERE


def do(effect: Effect, run: Run, thread: Thread) -> dict[str, Any]:
    """Carry out ``effect``; what its step is to remember of it."""
    match effect:
        case Passed():
            return {"skipped": effect.why, "detail": effect.detail}
        case Did():
            return {"detail": effect.detail}
        case Capture():
            return _keep(effect, run)
        case Label():
            return _label(effect, thread)
        case Assign():
            return _assign(effect, thread)
        case TellTeam():
            return _tell(effect, run, thread)
        case AskSystem():
            ask(effect, run, thread)
            return {"detail": effect.url}
        case HandOver():
            return {"detail": effect.detail or effect.words}
        case Say():
            raise TypeError("what is said goes through the outbox")
        case _:
            assert_never(effect)


def _keep(effect: Capture, run: Run) -> dict[str, Any]:
    """The newest answer of each field stays, with its source (K-5)."""
    contacts.Captured.everywhere.update_or_create(
        contact_id=run.contact_id,
        field=effect.field[:40],
        defaults={
            "workspace_id": run.workspace_id,
            "value": effect.value,
            "source": f"{run.rule.name}: {effect.question}"[:200],
            "event_key": effect.key,
            "at": timezone.now(),
        },
    )
    return {"detail": f"{effect.field} = {effect.value}"}


def _label(effect: Label, thread: Thread) -> dict[str, Any]:
    on = contacts.Labelling.everywhere.filter(contact=thread.contact_id)
    unwanted = [name.lower() for name in effect.remove]
    on.annotate(lower=Lower("label__name")).filter(lower__in=unwanted).delete()
    rows = [
        contacts.Labelling(
            workspace_id=thread.workspace_id, contact_id=thread.contact_id, label=label
        )
        for label in _labels(effect.add, thread.workspace_id)
    ]
    contacts.Labelling.everywhere.bulk_create(rows, ignore_conflicts=True)
    announce([Change(thread.workspace_id, thread.pk)])
    signs = [f"+{name}" for name in effect.add] + [f"-{name}" for name in effect.remove]
    return {"detail": " ".join(signs)}


def _labels(names: tuple[str, ...], workspace_id: int) -> list[contacts.Label]:
    """The labels of these names; new ones get one of the palette's hues."""
    hues = contacts.Label.HUES
    new = [
        contacts.Label(workspace_id=workspace_id, name=name, hue=hues[len(name) % len(hues)])
        for name in names
    ]
    contacts.Label.everywhere.bulk_create(new, ignore_conflicts=True)
    wanted = [name.lower() for name in names]
    here = contacts.Label.everywhere.filter(workspace=workspace_id)
    return list(here.annotate(lower=Lower("name")).filter(lower__in=wanted))


def _assign(effect: Assign, thread: Thread) -> dict[str, Any]:
    team = Team.everywhere.filter(workspace=thread.workspace_id, name=effect.team).first()
    members = Member.everywhere.filter(workspace=thread.workspace_id)
    member = members.filter(user__email__iexact=effect.member).first() if effect.member else None
    if team is None and member is None:
        missing = effect.team or effect.member
        return {"skipped": NOT_THERE, "detail": _("“%(name)s” is not here.") % {"name": missing}}
    acts.assign(thread, member=member, team=team, by=None)
    return {"detail": str(member or team)}


def _tell(effect: TellTeam, run: Run, thread: Thread) -> dict[str, Any]:
    """Only the team sees it; nobody signs for it."""
    words = _("Rule “%(rule)s”: %(text)s") % {"rule": run.rule.name, "text": effect.text}
    note = Note.everywhere.create(workspace_id=thread.workspace_id, thread=thread, text=words)
    announce([Change(thread.workspace_id, thread.pk, (f"note-{note.pk}",))])
    return {"detail": effect.who}
