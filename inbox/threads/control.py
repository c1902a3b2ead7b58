"""Who controls a conversation when several apps are connected to the account.

What is known of it is kept as events of the timeline and as copies of messages that came on
standby; ``other_app_until`` and ``other_app`` of the thread are what follows from the newest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.accounts.models import Member
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread, TimelineEvent

# An app keeps a conversation for so long after the contact's last message (platform reference, 8).
STAYS = timedelta(hours=24)


class What(StrEnum):
    """What an event of kind CONTROL tells, under ``what`` in its detail."""

    TAKE = "take"  # an app took control; ``ours`` says whether we did
    PASS = "pass"  # noqa: S105  # control was passed; ``ours`` says whether to us
    REQUEST = "request"  # another app asks us for it
    SEND_REFUSED = "send_refused"  # the platform refused a message of ours for that reason
    ASKING = "asking"  # a member asks for it, and the call is still to be made
    ASKED = "asked"
    GRANTED = "granted"  # asked, and given at once
    ASK_REFUSED = "ask_refused"  # the platform's ``words`` say why


# Those that say whose the conversation was from then on.
DECISIVE = (What.TAKE, What.PASS, What.SEND_REFUSED, What.GRANTED)


def controlled_by_other(thread: Thread, now: datetime) -> bool:
    """Whether another connected app controls ``thread`` at ``now``, and may alone write in it."""
    return thread.other_app_until is not None and now < thread.other_app_until


def is_ours(detail: Mapping[str, Any]) -> bool:
    """Whether a decisive event left the conversation to us."""
    what = detail["what"]
    return bool(detail.get("ours", what in (What.PASS, What.GRANTED)))


def ends_at(since: datetime, last_word_at: datetime | None) -> datetime:
    """When control that another app had at ``since`` ends, if nothing else happens.

    Where the contact's last message is a day old or there is none, the day begins at ``since``.
    """
    if last_word_at is None or last_word_at + STAYS <= since:
        return since + STAYS
    return last_word_at + STAYS


def note_other_app(thread: Thread, now: datetime) -> None:
    """The platform refused a message of ours, as another app controls ``thread``.

    To be called under the thread's lock.
    """
    until = ends_at(now, thread.last_inbound_at)
    _keep(thread, until, thread.other_app)
    named = {"to": thread.other_app} if thread.other_app else {}
    _tell(thread, now, {"what": What.SEND_REFUSED} | named)


def note_asking(thread: Thread, member: Member) -> TimelineEvent:
    """``member`` asks for control; what comes of it is told in the same line."""
    return _tell(thread, timezone.now(), {"what": What.ASKING}, member)


def asking_since(thread: Thread, moment: datetime) -> TimelineEvent | None:
    """A request since ``moment`` that has no answer yet."""
    kind = TimelineEvent.Kind.CONTROL
    events = TimelineEvent.everywhere.filter(thread=thread, kind=kind, at__gt=moment)
    return events.filter(detail__what=What.ASKING).order_by("-at").first()


@transaction.atomic
def note_answer(event: TimelineEvent, what: What, words: str = "") -> None:
    """What the platform said to the request that ``event`` tells of."""
    thread = Thread.everywhere.select_for_update(no_key=True).get(pk=event.thread_id)
    event.detail = {"what": what} | ({"words": words} if words else {})
    if what == What.GRANTED:
        event.at = timezone.now()  # later than any copy on standby that came meanwhile
        _keep(thread, None, "")
    TimelineEvent.everywhere.filter(pk=event.pk).update(detail=event.detail, at=event.at)
    announce([Change(event.workspace_id, event.thread_id, (f"event-{event.pk}",))])


def explained(words: str) -> str:
    """Why a message was refused, with the platform's own ``words``."""
    why = _("Another connected app controls this conversation.")
    return f"{why} {words}".strip()


def sentence(event: TimelineEvent) -> str:
    """What an event of kind CONTROL tells, in words."""
    detail = event.detail
    what = str(detail.get("what", ""))
    if what in (What.TAKE, What.PASS):
        what += "_ours" if is_ours(detail) else "_theirs"
    app = _name(detail.get("from" if what == "pass_ours" else "to"))
    who = event.member.name if event.member else _("Somebody")
    words = {"app": app, "who": who, "words": detail.get("words", "")}
    return str(_SENTENCES.get(what, _TOOK_PART)) % words


_TOOK_PART = gettext_lazy("Another app took part in this conversation")
_SENTENCES: dict[str, str | Promise] = {
    "take_ours": gettext_lazy("This inbox took control"),
    "take_theirs": gettext_lazy("%(app)s took control"),
    "pass_ours": gettext_lazy("%(app)s passed control to this inbox"),
    "pass_theirs": gettext_lazy("%(app)s was given control"),
    What.REQUEST: gettext_lazy("%(app)s asks for control"),
    What.SEND_REFUSED: gettext_lazy("A message was refused: another app has control"),
    What.ASKING: gettext_lazy("%(who)s is asking for control"),
    What.ASKED: gettext_lazy("%(who)s asked for control. The other app decides."),
    What.GRANTED: gettext_lazy("%(who)s asked for control and got it"),
    What.ASK_REFUSED: gettext_lazy("%(who)s asked for control. It was refused: %(words)s"),
}


def _name(app: object) -> str:
    if not app:
        return _("Another app")
    return _("Another app (%(id)s)") % {"id": app}


def _keep(thread: Thread, until: datetime | None, app: str) -> None:
    Thread.everywhere.filter(pk=thread.pk).update(other_app_until=until, other_app=app)
    thread.other_app_until, thread.other_app = until, app


def _tell(
    thread: Thread, at: datetime, detail: dict[str, Any], member: Member | None = None
) -> TimelineEvent:
    event = TimelineEvent.everywhere.create(
        workspace_id=thread.workspace_id,
        thread=thread,
        member=member,
        kind=TimelineEvent.Kind.CONTROL,
        at=at,
        detail=detail,
    )
    announce([Change(thread.workspace_id, thread.pk, (f"event-{event.pk}",))])
    return event
