"""What is done to many failures at once, and what came of it in words (OPS-4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.accounts.models import Member
from inbox.delivery.failures.chances import AT_ONCE, Chance, reckon
from inbox.delivery.failures.scope import Sends
from inbox.delivery.retrying import retry_all
from inbox.threads import acts
from inbox.threads.models import Thread
from inbox.threads.models.thread import AlreadyTaken


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a press came to: how many were done, and how many not for which reason."""

    queued: int
    closed: int = 0
    taken: int = 0
    other: int = 0

    @property
    def words(self) -> str:
        said = ngettext("%d queued again", "%d queued again", self.queued) % self.queued
        return _("%(done)s.") % {"done": ", ".join([said, *self._skipped()])}

    def _skipped(self) -> list[str]:
        parts = []
        if self.closed:
            words = ngettext(
                "%d skipped: its window is closed",
                "%d skipped: their window is closed",
                self.closed,
            )
            parts.append(words % self.closed)
        if self.taken:
            words = ngettext(
                "%d skipped: a person has that conversation",
                "%d skipped: people have those conversations",
                self.taken,
            )
            parts.append(words % self.taken)
        if self.other:
            words = ngettext(
                "%d skipped: the same again would fail again",
                "%d skipped: the same again would fail again",
                self.other,
            )
            parts.append(words % self.other)
        return parts


def retry(failures: Sends, *, by: Member, now: datetime) -> Outcome:
    """Queue again what can go; the newest AT_ONCE of ``failures`` at most."""
    chosen = failures.filter(pk__in=list(failures.values_list("pk", flat=True)[:AT_ONCE]))
    chances = reckon(chosen, now)
    retried = retry_all(chosen, by=by)
    skipped = chances.total() - retried.queued
    closed, taken = chances[Chance.CLOSED], chances[Chance.TAKEN]
    outcome = Outcome(retried.queued, min(closed, skipped), min(taken, max(0, skipped - closed)))
    return replace(outcome, other=skipped - outcome.closed - outcome.taken)


def take(failures: Sends, *, by: Member) -> str:
    """Give the conversations of ``failures`` to ``by``; in words, what came of it."""
    ids = list(failures.values_list("thread_id", flat=True)[:AT_ONCE])
    threads = Thread.objects.visible_to(by).filter(pk__in=ids).order_by("pk")
    taken = others = 0
    for thread in threads:
        try:
            taken += acts.take(thread, by) is not None
        except AlreadyTaken:
            others += 1
    said = ngettext("%d conversation is yours now", "%d conversations are yours now", taken) % taken
    if others:
        has = ngettext("a colleague has %d", "colleagues have %d", others) % others
        return _("%(done)s, %(others)s.") % {"done": said, "others": has}
    return _("%(done)s.") % {"done": said}
