"""What a person has to know when they take over: why, since when, the way there, the last words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from automations.models import Handoff, StepDone
from automations.panel.path import Path, path_of
from inbox.accounts.models import Member
from inbox.threads import countdown
from inbox.threads.models import Message, Thread
from inbox.threads.timed import Timed
from inbox.threads.window import State

SHOWN_FOR = timedelta(hours=24)  # after it was taken back or resolved
LINES = 3  # the contact's newest


@dataclass(frozen=True)
class Panel:
    """One handoff of ``thread`` at ``now``, everything from data; the same for everybody (H-5).

    Needs a handoff from ``handoffs_of``.
    """

    handoff: Handoff
    thread: Thread
    now: datetime

    @property
    def state(self) -> str:
        if self.handoff.ended_at:
            return "ended"
        return "taken" if self.handoff.taken_at else "waiting"

    # --- Why and since when -----------------------------------------------------------------------
    @property
    def reason(self) -> str:
        return str(self.handoff.get_reason_display())

    @property
    def waited(self) -> str:
        """How long nobody took it, in the words that the page's clock goes on with."""
        until = self.handoff.taken_at or self.handoff.ended_at or self.now
        return countdown.passed(int((until - self.handoff.started_at).total_seconds()))

    @property
    def reply_by(self) -> Timed | None:
        """Until when an answer may go, as the thread's window says; None once it is over."""
        if self.state == "ended":
            return None
        window = self.thread.window(self.now)
        if window.state is State.LOCKED:
            return Timed(_("locked until they write"))
        if window.ends_at is None or window.live:
            return None
        if window.state is State.COMMENT_REPLY:
            return Timed(_("one private reply until {time}"), window.ends_at)
        return Timed(_("reply by {time}"), window.ends_at)

    # --- Who --------------------------------------------------------------------------------------
    @property
    def asked(self) -> list[str]:
        """Whose turn is over, by name, in order."""
        names: dict[int, str] = {member.pk: member.name for member in self._turns_over}
        return [names[pk] for pk in self.handoff.asked if pk in names]

    @cached_property
    def _turns_over(self) -> Sequence[Member]:
        if not self.handoff.asked:
            return []
        members = Member.objects.in_workspace(self.thread.workspace_id)
        return list(members.filter(pk__in=self.handoff.asked).select_related("user"))

    @property
    def holder(self) -> str:
        """Who has the thread now; "" when it was answered in the platform's own app."""
        has_it = self.thread.assignee or self.handoff.taken_by
        return has_it.name if has_it else ""

    @property
    def outcome(self) -> str:
        """How it ended, with who had it."""
        how = str(self.handoff.get_ended_display())
        if self.handoff.taken_by is None:
            return how
        return _("%(outcome)s · %(name)s had it") % {
            "outcome": how,
            "name": self.handoff.taken_by.name,
        }

    # --- The way there ----------------------------------------------------------------------------
    @cached_property
    def path(self) -> Path | None:
        run = self.handoff.run
        if run is None:
            return None
        steps = StepDone.objects.in_workspace(run.workspace_id).filter(run=run)
        return path_of(run, steps.order_by("visit"))

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What the flow captured, by field."""
        run = self.handoff.run
        return [(str(field), str(value)) for field, value in run.answers.items()] if run else []

    @cached_property
    def last_said(self) -> Sequence[Message]:
        """The contact's newest lines, the oldest of them first."""
        theirs = Message.objects.in_workspace(self.thread.workspace_id).filter(
            thread=self.thread,
            origin=Message.Origin.CONTACT,
            sent_at__isnull=False,
            unsent_at=None,
        )
        newest = theirs.exclude(text="").order_by("-sent_at", "-pk")[:LINES]
        return list(newest)[::-1]

    @property
    def told(self) -> Message | None:
        """What the contact was told when it began (H-4)."""
        outbound = self.handoff.acknowledged_by
        return outbound.message if outbound else None


KEPT = 6  # the one that is shown, and those told of as past


def handoffs_of(thread: Thread) -> list[Handoff]:
    """The newest handoffs of ``thread`` with all that is told of them, the newest first."""
    handoffs = Handoff.objects.in_workspace(thread.workspace_id).filter(thread=thread)
    joined = handoffs.select_related(
        "team", "offered_to__user", "taken_by__user", "run__rule", "acknowledged_by__message"
    )
    return list(joined.order_by("-pk")[:KEPT])


def is_shown(handoff: Handoff, now: datetime) -> bool:
    """While it is open, and for a day after it ended."""
    return handoff.ended_at is None or handoff.ended_at > now - SHOWN_FOR
