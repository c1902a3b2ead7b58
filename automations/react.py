"""From what contacts said to what the automations do about it, in the intake's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.threads.models import Message


def react(messages: Sequence[Message]) -> None:
    """Answer, or decide not to, each newly arrived message; durable when the caller commits."""
