"""The guard's last word, with the same code as its first (W-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.delivery.grants import grants_of
from inbox.delivery.guard import (
    Allowed,
    ApiClient,
    Author,
    Automation,
    Campaign,
    Envelope,
    Person,
    Refused,
    decide,
)
from inbox.delivery.models import Outbound, Reason
from inbox.threads.window import Window


def still_allowed(outbound: Outbound, now: datetime) -> Allowed | Refused:
    """Whether ``outbound`` may go at ``now``, as it was written; never as something else.

    Only one change is made: a tag that is no longer needed is left off.
    """
    author = _author_of(outbound)
    kind = Outbound.Kind(outbound.kind)
    if author is None or (kind != Outbound.Kind.MESSAGE and outbound.comment is None):
        return _gone()
    stored = Envelope.from_json(outbound.envelope)
    thread = outbound.thread
    grants = grants_of(
        thread,
        outbound.comment,
        publicly=kind == Outbound.Kind.PUBLIC_REPLY,
        now=now,
        asking=outbound.pk,
    )
    window = thread.window(now)
    if _needs_another_consent(outbound, author, window):
        return _needs_the_tag_now()
    content = stored.content(outbound.support_because)
    verdict = decide(author, window, content, grants, thread.account.capabilities)
    if isinstance(verdict, Refused):
        return verdict
    if replace(verdict.envelope, tag=stored.tag) != stored:
        return _gone()
    return verdict


def _needs_another_consent(outbound: Outbound, author: Author, window: Window) -> bool:
    """A person wrote it for the open window: whether it goes as a human reply is theirs to say."""
    plain = outbound.kind == Outbound.Kind.MESSAGE and not outbound.tag
    return plain and window.needs_human_agent and isinstance(author, Person)


def _author_of(outbound: Outbound) -> Author | None:
    """Who wrote it, as the guard's type; None when that person or token is no more."""
    match Outbound.Author(outbound.author):
        case Outbound.Author.PERSON:
            return Person(outbound.member) if outbound.member else None
        case Outbound.Author.API:
            return ApiClient(outbound.token) if outbound.token else None
        case Outbound.Author.CAMPAIGN:
            return Campaign(0)
        case Outbound.Author.AUTOMATION:
            rule = outbound.message.context.get("rule", {})
            return Automation(rule.get("id"), rule.get("name", ""))


def _needs_the_tag_now() -> Refused:
    return Refused(
        Reason.WINDOW_EXPIRED,
        "window_expired",
        _(
            "The free-reply window closed before this could go, so it was not sent. It can still "
            "be sent as a human reply, which only you can decide."
        ),
    )


def _gone() -> Refused:
    return Refused(
        Reason.REFUSED_HERE,
        "author_gone",
        _("Who wrote this, or what it answers, is no longer there. Write it again."),
    )
