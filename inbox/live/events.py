"""The shapes of what travels: from publishers to consumers, and from consumers to pages."""

from __future__ import annotations

from typing import Literal, TypedDict


class Frame(TypedDict):
    """What a page receives. ``html`` holds elements with ids; each goes where its id says.

    ``number`` rises by one within ``group`` with every change, so that a page sees what it missed;
    a piece with a lower number than what is shown is older and is left out. It is 0 for what time
    alone changed.
    """

    type: Literal["pieces"]
    group: str
    number: int
    now: str
    html: str


class Hello(TypedDict):
    """First after joining a group: where its numbers stand, and the server's clock."""

    type: Literal["joined"]
    group: str
    number: int
    changed_at: str
    now: str


class Fragment(TypedDict):
    """What publishers send to a group: a frame, encoded once. Nothing personal inside.

    ``thread_id`` is the thread whose header and composer are in it, None for rows; ``ends_at`` that
    thread's next boundary in seconds since the epoch, None without one.
    """

    type: Literal["live.fragment"]  # Channels calls the consumer's live_fragment()
    text: str
    thread_id: int | None
    ends_at: float | None
