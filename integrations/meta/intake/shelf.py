"""What needs a look: set aside, not understood, or waiting. For leads' screens and for commands."""

from __future__ import annotations

from django.db.models import Q

from inbox.accounts.models import Member, Workspace
from inbox.accounts.scoping import WorkspaceQuerySet
from integrations.meta.intake.waiting import replay
from integrations.meta.models import Event

NEEDS_A_LOOK = (Event.Outcome.SET_ASIDE, Event.Outcome.UNKNOWN, Event.Outcome.WAITING)
CHUNK = 200


def on_the_shelf(workspace: Workspace | int | None = None) -> WorkspaceQuerySet[Event]:
    """Events that need a look, newest first: all of them, or those ``workspace`` may see.

    What belongs to no account here is nobody's, and may be another business's words: a workspace
    sees it only when it is the only one (A-5). The command sees everything.
    """
    events = Event.everywhere.filter(outcome__in=NEEDS_A_LOOK).order_by("-pk")
    if workspace is None:
        return events
    theirs = Q(workspace=workspace)
    if Workspace.objects.count() == 1:
        theirs |= Q(workspace=None)
    return events.filter(theirs)


def visible_to(member: Member) -> WorkspaceQuerySet[Event]:
    """What ``member`` may see of it."""
    return on_the_shelf(member.workspace_id)


def replay_some(workspace_id: int | None, before: int | None = None) -> int | None:
    """Replay up to CHUNK events, newest first, and tell where to go on; None at the end."""
    events = on_the_shelf(workspace_id)
    if before is not None:
        events = events.filter(pk__lt=before)
    chunk = list(events[:CHUNK])
    replay(chunk)
    return chunk[-1].pk if len(chunk) == CHUNK else None
