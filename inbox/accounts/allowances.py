"""A channel's capability table in words, for people to read (T-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inbox.accounts.channels import (
    CHANNELS,
    HUMAN_AGENT,
    TAGS,
    Capabilities,
    Cause,
    MediaKind,
    MediaLimit,
)
from inbox.accounts.models import Account

_DAYS_FROM = timedelta(hours=48)
CAUSES: dict[Cause, Promise] = {
    Cause.MESSAGE: gettext_lazy("A message"),
    Cause.STORY_REPLY: gettext_lazy("A reply to a story"),
    Cause.STORY_MENTION: gettext_lazy("A mention in a story"),
    Cause.TAP: gettext_lazy("A tap on a button, quick reply or ice breaker"),
    Cause.AD: gettext_lazy("A message from an ad"),
}
KINDS: dict[MediaKind, Promise] = {
    MediaKind.IMAGE: gettext_lazy("Image"),
    MediaKind.AUDIO: gettext_lazy("Audio"),
    MediaKind.VIDEO: gettext_lazy("Video"),
    MediaKind.FILE: gettext_lazy("File"),
}
# Content types whose second half is not what people call them.
_FORMATS = {"audio/mp4": "M4A", "video/quicktime": "MOV", "video/x-msvideo": "AVI"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: what, how much of it, and what else to know."""

    title: str
    value: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag, what it is for, and whether this account may use it."""

    name: str
    meaning: str
    is_allowed: bool
    refused_since: date | None

    @property
    def needs_approval(self) -> bool:
        """Whether only Meta's approval of the app is missing (W-11)."""
        return self.name == HUMAN_AGENT and not self.is_allowed


@dataclass(frozen=True, slots=True)
class Allowances:
    """What an account may send, under the headings of its page."""

    windows: tuple[Line, ...]
    comments: tuple[Line, ...]
    content: tuple[Line, ...]
    tags: tuple[TagLine, ...]

    @classmethod
    def of(cls, account: Account) -> Allowances:
        table, full = account.capabilities, CHANNELS[account.channel]
        return cls(
            windows=(*_windows(table, full), _human_agent(table, full)),
            comments=_comments(table),
            content=tuple(_content(table)),
            tags=tuple(_tags(table)),
        )


def duration(span: timedelta) -> str:
    """``span`` as people say it: 24 hours, 7 days."""
    if span < _DAYS_FROM:
        hours = span // timedelta(hours=1)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", span.days) % {"count": span.days}


def _windows(table: Capabilities, full: Capabilities) -> Iterator[Line]:
    for cause, title in CAUSES.items():
        remark = ""
        if full.lasts(cause) > table.lasts(cause):
            remark = _("%(longer)s once confirmed and switched on above") % {
                "longer": duration(full.lasts(cause))
            }
        yield Line(str(title), duration(table.lasts(cause)), remark)


def _human_agent(table: Capabilities, full: Capabilities) -> Line:
    title = _("Human Agent, after the contact's last message")
    if table.human_agent_for:
        return Line(title, duration(table.human_agent_for), _("text only, written by a person"))
    if full.human_agent_for is None:
        return Line(title, _("not on this channel"))
    remark = _("%(span)s with the approval") % {"span": duration(full.human_agent_for)}
    return Line(title, _("no"), remark)


def _comments(table: Capabilities) -> tuple[Line, ...]:
    within = _("1, within %(span)s of the comment")
    live = _("1, while it is live, for at most %(span)s")
    return (
        Line(_("Private replies to a comment"), within % {"span": duration(table.comment_for)}),
        Line(
            _("Private replies to a comment on a live video"),
            live % {"span": duration(table.live_comment_for)},
        ),
    )


def _content(table: Capabilities) -> Iterator[Line]:
    text = ngettext("%(count)s byte", "%(count)s bytes", table.text_bytes)
    remark = _("an accented letter counts as 2, an emoji as 4 or more")
    yield Line(_("Text"), text % {"count": f"{table.text_bytes:,}"}, remark)
    quick = _("up to %(count)d, of %(characters)d characters each") % {
        "count": table.quick_replies,
        "characters": table.quick_reply_characters,
    }
    yield Line(_("Quick replies"), quick)
    for kind, limit in table.media.items():
        yield Line(str(KINDS[kind]), _up_to(limit), _formats(limit))


def _up_to(limit: MediaLimit) -> str:
    return _("up to %(size)s") % {"size": filesizeformat(limit.size).replace(".0", "")}


def _formats(limit: MediaLimit) -> str:
    """The content types by the names that people know, each once."""
    known = (_FORMATS.get(each, each.partition("/")[2].removeprefix("x-")) for each in limit.types)
    return ", ".join(dict.fromkeys(name.upper() for name in known))


def _tags(table: Capabilities) -> Iterator[TagLine]:
    for tag in TAGS.values():
        since = table.refused_since.get(tag.name)
        yield TagLine(tag.name, str(tag.meaning), tag.name in table.tags, since)
