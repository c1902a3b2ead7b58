"""Which failed messages a member may see, and which of them still want a person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from inbox.accounts.models import Member
from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.delivery.models import Outbound, Reason

State = Outbound.State
Sends = WorkspaceQuerySet[Outbound]

ENDED = (State.FAILED, State.EXPIRED)
FAILING = (*ENDED, State.UNKNOWN)
_ASKS = Q(state=State.UNKNOWN, check_due_at__isnull=True)  # only a person can tell (F-4)
MOST_COUNTED = 1000  # a tile says 999+ from here
MOST_ON_BADGE = 100


def of(member: Member) -> Sends:
    """Every send ``member`` may follow: leads all; agents what they wrote or have to answer for."""
    sends = Outbound.objects.visible_to(member)
    if member.leads:
        return sends
    return sends.filter(Q(member=member) | Q(thread__assignee=member))


def unhandled(sends: Sends) -> Sends:
    """Those that did not go, or of which only a person can tell, and that nobody has seen to.

    ``state__in`` repeats the condition of the index on them, so that it is used.
    """
    ended = Q(state__in=ENDED) | _ASKS
    return sends.filter(ended, state__in=FAILING, handled_at__isnull=True)


def happened(sends: Sends, since: datetime, until: datetime | None = None) -> Sends:
    """Those that were given up from ``since`` to before ``until``, handled or not.

    What only a person can tell has no end yet; it counts from when it was written.
    """
    ended = Q(state__in=ENDED, settled_at__gte=since)
    asks = _ASKS & Q(reason=Reason.OUTCOME_UNKNOWN, handled_at__isnull=True, created_at__gte=since)
    if until is not None:
        ended &= Q(settled_at__lt=until)
        asks &= Q(created_at__lt=until)
    return sends.filter(ended | asks)


def being_checked(sends: Sends) -> int:
    """How many the platform is still asked about; at most MOST_COUNTED."""
    found = sends.filter(state=State.UNKNOWN, check_due_at__isnull=False)
    return found.order_by()[:MOST_COUNTED].count()


def badge(member: Member) -> int:
    """How many wait for ``member`` to see to them; at most MOST_ON_BADGE, in one query.

    For an agent the two ways to be concerned are asked apart: each has an index of its own, and
    every page pays for this.
    """
    left = unhandled(Outbound.objects.visible_to(member)).order_by().values("pk")
    if member.leads:
        return left[:MOST_ON_BADGE].count()
    written = left.filter(member=member)[:MOST_ON_BADGE]
    assigned = left.filter(thread__assignee=member)[:MOST_ON_BADGE]
    return min(written.union(assigned).count(), MOST_ON_BADGE)
