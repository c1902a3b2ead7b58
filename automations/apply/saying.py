"""Putting what a flow says into the outbox, past the guard like everything else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from automations.definition.steps import File
from automations.flows import Say
from automations.flows.answers import PERSON, person_title
from automations.models import Run
from automations.payloads import MenuTap
from inbox.accounts.channels import CHANNELS, MediaKind
from inbox.delivery.guard import (
    Automation,
    Button,
    Content,
    Media,
    QuickReply,
    Refused,
    Text,
)
from inbox.delivery.models import Outbound
from inbox.delivery.outbox import Address, Written, queue_replies
from inbox.threads.models import Message, Thread

_KEYS = UUID("6f1f0c2e-6f0e-4b43-9d57-0f5a3c0d7f11")  # the same step gives the same client key
FOLLOWS_UP_AFTER = timedelta(minutes=1)  # what comes later answers nothing they just did (L-6)
_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif"}
_TYPES |= {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
_TYPES |= {"aac": "audio/aac", "m4a": "audio/x-m4a", "wav": "audio/wav", "pdf": "application/pdf"}


def say(effect: Say, run: Run, thread: Thread) -> Outbound | Refused:
    """Queue it; the row of its words, or of its file when that is all. Refused queues nothing."""
    author = Automation(run.rule_id, run.rule.name)
    comment = run.message if effect.publicly or effect.privately_to_comment else None
    result = queue_replies(
        thread,
        [
            Written(content, uuid5(_KEYS, f"{run.pk}:{effect.visit.number}:{part}"))
            for part, content in enumerate(_contents(effect, run))
        ],
        author=author,
        to=Address(comment, effect.publicly),
        priority=_priority(run, thread),
    )
    return result if isinstance(result, Refused) else result[-1]


def _contents(effect: Say, run: Run) -> list[Content]:
    contents: list[Content] = []
    if effect.file:
        contents.append(_media(effect.file, run))
    if effect.text or not effect.file:
        contents.append(_text(effect, run))
    return contents


def _text(effect: Say, run: Run) -> Text:
    taps = [
        (title, str(MenuTap(run.pk, effect.visit.place, place)))
        for place, title in enumerate(effect.choices)
    ]
    if effect.person:
        taps.append((person_title(), str(MenuTap(run.pk, effect.visit.place, PERSON))))
    if effect.as_buttons:
        buttons = tuple(Button(title, payload=payload) for title, payload in taps)
        return Text(effect.text, buttons=buttons)
    links = tuple(Button(link.title, url=link.url) for link in effect.links)
    return Text(effect.text, tuple(QuickReply(*tap) for tap in taps), buttons=links)


def _media(file: File, run: Run) -> Media:
    """Its type is told by its name: the platform fetches it, and checks again."""
    name = PurePosixPath(urlsplit(file.url).path).name
    usual = next(iter(_usual(run, file.kind)), "")
    content_type = _TYPES.get(name.rpartition(".")[2].lower(), usual)
    return Media(file.kind, file.url, content_type, 0, name)


def _usual(run: Run, kind: MediaKind) -> tuple[str, ...]:
    limit = CHANNELS[run.thread.account.channel].media.get(kind)
    return limit.types if limit else ()


def _priority(run: Run, thread: Thread) -> int:
    """An answer to what they just did, or a follow-up (L-6)."""
    last = thread.last_contact_at
    answers = run.message.kind == Message.Kind.COMMENT and run.visits == 0
    if answers or last is None or run.moved_at - last <= FOLLOWS_UP_AFTER:
        return Outbound.Priority.ANSWER
    return Outbound.Priority.FOLLOW_UP
