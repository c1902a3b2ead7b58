"""Threads, what was said in them, and what happened to them."""

from inbox.threads.models.message import Attachment, Message, Reaction
from inbox.threads.models.thread import Thread, ThreadQuerySet
from inbox.threads.models.timeline import Note, TimelineEvent

__all__ = [
    "Attachment",
    "Message",
    "Note",
    "Reaction",
    "Thread",
    "ThreadQuerySet",
    "TimelineEvent",
]
