"""The steps of a flow, as the JSON of rules writes them (K-5)."""

from __future__ import annotations

from typing import Literal

import msgspec

from inbox.accounts.channels import MediaKind


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value of the JSON: nothing unknown in it, defaults left out when it is written."""


class Link(Strict, frozen=True):
    """A button below a message that opens a web page."""

    title: str
    url: str


class File(Strict, frozen=True):
    """A picture, sound, film or document that the platform fetches from a public address."""

    url: str
    kind: MediaKind = MediaKind.IMAGE


class Choice(Strict, frozen=True):
    """One answer of a menu. ``then`` names the step to go on with; None is the next one."""

    title: str
    then: str | None = None


class Wordings(Strict, frozen=True):
    """Something said under a comment, in several wordings that take turns (C-1, C-2)."""

    texts: tuple[str, ...]


class Send(Strict, frozen=True):
    """A direct message; on a comment it is the private reply. ``file`` goes before the words."""

    texts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    file: File | None = None


class Menu(Strict, frozen=True):
    """A message with answers to tap; waits for one of them.

    ``person`` adds “Talk to a person” (H-3). An answer that is none of them is asked for again
    ``retries`` times; after that ``otherwise`` is the step to go on with, None hands to a person.
    """

    texts: tuple[str, ...]
    choices: tuple[Choice, ...]
    style: Literal["quick_replies", "buttons"] = "quick_replies"
    person: bool = True
    retries: int = 1
    again: str = ""  # said before the question is repeated
    otherwise: str | None = None
    timeout_minutes: int | None = None
    on_timeout: str | None = None  # None ends the run


class Ask(Strict, frozen=True):
    """A question; waits for the answer, checks it and keeps it as ``save_to`` of the contact.

    ``country`` (ISO 3166, two letters) is where a phone number without +… is. After ``retries``
    answers that don't fit, ``otherwise`` is the step to go on with; None hands to a person.
    """

    texts: tuple[str, ...]
    answer: Literal["text", "email", "phone", "number"] = "text"
    save_to: str = ""
    country: str = ""
    retries: int = 2
    again: str = ""  # said before the question is repeated
    otherwise: str | None = None
    timeout_minutes: int | None = None
    on_timeout: str | None = None  # None ends the run


class Delay(Strict, frozen=True):
    """Go on so many minutes later."""

    minutes: int


class Test(Strict, frozen=True):
    """One thing that is so or not, about the contact or the moment.

    ``about`` "label" and "field" name which one in ``name``. "value" is compared without case.
    """

    about: Literal["label", "field", "follows", "hours", "window"]
    name: str = ""
    is_: Literal["set", "not_set", "equal", "contains"] = msgspec.field(name="is", default="set")
    value: str = ""


class Condition(Strict, frozen=True):
    """Go on with ``then`` if all tests hold, else with ``otherwise``; None is the next step."""

    tests: tuple[Test, ...]
    then: str | None = None
    otherwise: str | None = None


class Tag(Strict, frozen=True):
    """Put labels on the contact, and take others off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Assign(Strict, frozen=True):
    """Give the thread to a team, or to a member by their e-mail address."""

    team: str = ""
    member: str = ""


class OptIn(Strict, frozen=True):
    """Ask the contact to be notified of a topic; only where the account may (O-6)."""

    topic: str


class Notify(Strict, frozen=True):
    """Tell the team, in a note of the thread that only they see."""

    text: str
    who: Literal["assignee", "leads", "everyone"] = "leads"


class Webhook(Strict, frozen=True):
    """Call an address of the workspace's own systems and go on with what it answers (N-3).

    ``save`` keeps values of the answer's JSON: field name to dotted path. When the call fails,
    ``otherwise`` is the step to go on with; None hands to a person.
    """

    url: str
    save: dict[str, str] = {}
    otherwise: str | None = None


class Stop(Strict, frozen=True):
    """The run is over."""


class HandOff(Strict, frozen=True):
    """A person takes over. ``text`` replaces the usual acknowledgement."""

    why: str = ""
    high_value: bool = False
    team: str = ""
    text: str = ""


Kind = Literal[
    "send", "reply_publicly", "menu", "ask", "delay", "condition", "tag", "assign", "opt_in",
    "notify", "webhook", "stop", "handoff",
]  # fmt: skip
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]  # a Literal has them


class Step(Strict, frozen=True):
    """One thing that a rule does: exactly one of the kinds is set.

    ``id`` is how other steps name it. After it comes ``then``, or the step below.
    """

    id: str = ""
    send: Send | None = None
    reply_publicly: Wordings | None = None
    menu: Menu | None = None
    ask: Ask | None = None
    delay: Delay | None = None
    condition: Condition | None = None
    tag: Tag | None = None
    assign: Assign | None = None
    opt_in: OptIn | None = None
    notify: Notify | None = None
    webhook: Webhook | None = None
    stop: Stop | None = None
    handoff: HandOff | None = None
    then: str | None = None

    @property
    def kinds(self) -> list[Kind]:
        """What is set; a step that may be used has one."""
        return [kind for kind in KINDS if getattr(self, kind) is not None]

    @property
    def kind(self) -> Kind:
        return self.kinds[0]

    @property
    def wordings(self) -> tuple[str, ...]:
        """What it may say, in the contact's eyes; empty for a step that says nothing."""
        says = self.send or self.reply_publicly or self.menu or self.ask
        return says.texts if says else ()
