"""Putting what a flow says into the outbox, past the guard like everything else."""

from __future__ import annotations

from uuid import UUID, uuid5

from automations.flows import Say
from automations.flows.answers import PERSON, person_title
from automations.models import Run
from automations.payloads import MenuTap
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
from inbox.threads.models import Thread

_KEYS = UUID("6f1f0c2e-6f0e-4b43-9d57-0f5a3c0d7f11")  # the same step gives the same client key


def say(effect: Say, run: Run, thread: Thread, *, answers: bool) -> Outbound | Refused:
    """Queue it; the row of its words, or of its file when that is all. Refused queues nothing.

    ``answers``: it answers what the contact did just now; else it is a follow-up (L-6).
    """
    author = Automation(run.rule_id, run.rule.name)
    comment = run.message if effect.publicly or effect.privately_to_comment else None
    result = queue_replies(
        thread,
        [
            Written(content, uuid5(_KEYS, f"{run.pk}:{effect.visit.number}:{part}"))
            for part, content in enumerate(contents(effect, run.pk))
        ],
        author=author,
        to=Address(comment, effect.publicly),
        priority=Outbound.Priority.ANSWER if answers else Outbound.Priority.FOLLOW_UP,
    )
    return result if isinstance(result, Refused) else result[-1]


def contents(effect: Say, run_id: int) -> list[Content]:
    """What goes to the platform for it: a file first, then words with what is below them."""
    found: list[Content] = []
    if effect.file:
        found.append(Media.at(effect.file.url, effect.file.kind))
    if effect.text or not effect.file:
        found.append(_text(effect, run_id))
    return found


def _text(effect: Say, run_id: int) -> Text:
    taps = [
        (title, str(MenuTap(run_id, effect.visit.place, place)))
        for place, title in enumerate(effect.choices)
    ]
    if effect.person:
        taps.append((person_title(), str(MenuTap(run_id, effect.visit.place, PERSON))))
    if effect.as_buttons:
        buttons = tuple(Button(title, payload=payload) for title, payload in taps)
        text = Text(effect.text, buttons=buttons)
    else:
        links = tuple(Button(link.title, url=link.url) for link in effect.links)
        text = Text(effect.text, tuple(QuickReply(*tap) for tap in taps), buttons=links)
    return text.without_buttons() if effect.privately_to_comment else text  # it takes no buttons
