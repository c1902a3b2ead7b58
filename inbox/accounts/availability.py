"""Whether a member is there for new work: they say so themselves (H-4)."""

from __future__ import annotations

from django.db import transaction

from inbox.accounts import changes
from inbox.accounts.changes import WentOffDuty
from inbox.accounts.models import Member

Availability = Member.Availability


@transaction.atomic
def set_availability(member: Member, value: Availability) -> bool:
    """From now on. Busy and away get nothing new, and what they were asked goes to the next.

    False when it was so already. What they have taken stays theirs.
    """
    rows = Member.everywhere.filter(pk=member.pk).exclude(availability=value)
    if not rows.update(availability=value):
        return False
    member.availability = value
    if value != Availability.ONLINE:
        changes.off_duty.announce(WentOffDuty(member.pk))
    return True
