"""Threads, what was said in them, and what happened to them."""

from inbox.threads.models.message import Attachment, Message, Reaction
from inbox.threads.models.opening import Opening
from inbox.threads.models.post import Post
from inbox.threads.models.thread import Thread, ThreadQuerySet
from inbox.threads.models.timeline import Note, TimelineEvent
from inbox.threads.models.watch import Watch

__all__ = [
    "Attachment",
    "Message",
    "Note",
    "Opening",
    "Post",
    "Reaction",
    "Thread",
    "ThreadQuerySet",
    "TimelineEvent",
    "Watch",
]
