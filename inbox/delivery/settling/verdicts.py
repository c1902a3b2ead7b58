"""What follows from what a platform shows: there, proved not to be there, or neither (F-4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.delivery.receipts import CLOCKS_APART
from inbox.delivery.settling.witness import Lost, Said, Shown

# What a call brings about is shown by then; what is said later is somebody else's.
SHOWN_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Found:
    """The platform shows it."""

    said: Said


@dataclass(frozen=True, slots=True)
class Absent:
    """The platform shows all that it could be among, and it is not there.

    Before ``final_at`` it may still appear.
    """

    final_at: datetime


@dataclass(frozen=True, slots=True)
class Unclear:
    """What is shown proves nothing."""


Verdict = Found | Absent | Unclear


def judge(lost: Lost, shown: Shown, taken: Collection[str]) -> Verdict:
    """Whether ``lost`` is among what is ``shown``; the ids ``taken`` are of other messages.

    It is absent only when all that the account said since the call is some other message: what is
    nobody's may be it, in words that the platform changed.
    """
    begun = lost.since - CLOCKS_APART
    free = [said for said in shown.said if said.at >= begun and said.external_id not in taken]
    alike = [said for said in free if _same(said, lost)]
    if alike:
        first = min(alike, key=lambda said: (said.at, said.external_id))
        in_time = first.at <= lost.until + SHOWN_WITHIN
        return Found(first) if in_time else Unclear()
    if free or shown.complete_since is None or shown.complete_since >= begun:
        return Unclear()
    return Absent(lost.until + SHOWN_WITHIN)


def _same(said: Said, lost: Lost) -> bool:
    """Files have no words and no name that both sides know: that it is one has to do."""
    return said.has_file == lost.has_file and said.text.split() == lost.text.split()
