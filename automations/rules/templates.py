"""What a new rule can begin with. Each asks for little; the rest is changed in the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Word = str | Promise
Given = Mapping[str, Any]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a template asks for before it can make the rule."""

    name: str
    label: Word
    hint: Word
    kind: Literal["words", "link", "text"]


@dataclass(frozen=True, slots=True)
class Template:
    """``make`` gives the definition in the JSON of rules; ``given`` has an answer for each of
    ``asks``: words as a list, the rest as text."""

    slug: str
    icon: str
    name: Word
    explanation: Word
    rule_name: Word  # where no word of the contact's names it better
    make: Callable[[Given], Json]
    asks: tuple[Question, ...] = field(default=())

    def name_of(self, given: Given) -> str:
        """What the rule is called at first: by its first word, where it has one."""
        words = given.get("words")
        return str(words[0]).capitalize() if words else str(self.rule_name)


WORDS = Question(
    "words",
    gettext_lazy("Which word or words?"),
    gettext_lazy("Several with commas between them. Capitals and accents make no difference."),
    "words",
)
LINK = Question(
    "link",
    gettext_lazy("Which page should they get?"),
    gettext_lazy("The address as you would copy it from a browser."),
    "link",
)


def _message(label: Word, hint: Word) -> Question:
    return Question("message", label, hint, "text")


def _comment_to_message(given: Given) -> Json:
    thanks = [_("Sent you a message!"), _("Check your messages 💌"), _("It's in your inbox!")]
    # In the words: whether a private reply may carry a button, Meta does not say.
    send = {"texts": [f"{given['message']}\n{given['link']}"]}
    ask = {
        "texts": [_("Where can we reach you? Write your e-mail address, and we keep you posted.")],
        "answer": "email",
        "save_to": "email",
        "again": _("That does not look like an e-mail address."),
        "otherwise": "end",
        "timeout_minutes": 24 * 60,
    }
    steps: list[Json] = [
        {"reply_publicly": {"texts": thanks}},
        {"send": send},
        {"ask": ask},
        {"send": {"texts": [_("Thank you! You will hear from us.")]}},
        {"id": "end", "stop": {}},
    ]
    return {
        "on": ["comment"],
        "match": "contains",
        "keywords": given["words"],
        "again_after_days": 30,
        "steps": steps,
    }


def _answer(given: Given) -> Json:
    return {
        "on": ["dm"],
        "match": "contains",
        "keywords": given["words"],
        "steps": [{"send": {"texts": [given["message"]]}}],
    }


def _welcome(given: Given) -> Json:
    return {
        "on": ["first_message"],
        "once": True,
        "steps": [{"send": {"texts": [given["message"]]}}],
    }


def _mentioned(given: Given) -> Json:
    return {
        "on": ["story_mention"],
        "again_after_days": 7,
        "steps": [{"send": {"texts": [given["message"]]}}],
    }


def _menu(given: Given) -> Json:
    choices = [
        {"title": _("Prices"), "then": "prices"},
        {"title": _("Opening hours"), "then": "hours"},
    ]
    return {
        "on": ["dm"],
        "match": "contains",
        "keywords": given["words"],
        "steps": [
            {"menu": {"texts": [given["message"]], "choices": choices, "person": True}},
            {"id": "prices", "send": {"texts": [_("Write your prices here.")]}, "then": "end"},
            {"id": "hours", "send": {"texts": [_("Write your opening hours here.")]}},
            {"id": "end", "stop": {}},
        ],
    }


def _fallback(given: Given) -> Json:
    return {"on": ["fallback"], "steps": [{"send": {"texts": [given["message"]]}}]}


def _blank(given: Given) -> Json:
    return {"on": ["dm"], "match": "contains", "steps": []}


TEMPLATES: dict[str, Template] = {
    one.slug: one
    for one in (
        Template(
            "comment",
            "comment",
            gettext_lazy("Comment a word → DM a link, ask for e-mail"),
            gettext_lazy(
                "Who comments the word gets a short public answer and a message with your link. "
                "When they answer it, they are asked for their e-mail address."
            ),
            gettext_lazy("Comment"),
            _comment_to_message,
            (
                WORDS,
                LINK,
                _message(
                    gettext_lazy("What should the message say?"),
                    gettext_lazy("The link follows below it."),
                ),
            ),
        ),
        Template(
            "answer",
            "inbox",
            gettext_lazy("Answer a question in DMs"),
            gettext_lazy("A message with one of your words gets your answer at once."),
            gettext_lazy("Answer"),
            _answer,
            (
                WORDS,
                _message(
                    gettext_lazy("What is the answer?"),
                    gettext_lazy("Add other wordings later, so that it does not repeat itself."),
                ),
            ),
        ),
        Template(
            "welcome",
            "hand",
            gettext_lazy("Welcome a first message"),
            gettext_lazy("Who writes for the first time is greeted, once."),
            gettext_lazy("Welcome"),
            _welcome,
            (
                _message(
                    gettext_lazy("What should the greeting say?"),
                    gettext_lazy("Say that it is automatic, and when a person answers."),
                ),
            ),
        ),
        Template(
            "mention",
            "story",
            gettext_lazy("Reply to story mentions"),
            gettext_lazy("Who mentions you in their story gets a thank-you, at most once a week."),
            gettext_lazy("Story mentions"),
            _mentioned,
            (_message(gettext_lazy("What should the thank-you say?"), ""),),
        ),
        Template(
            "menu",
            "tap",
            gettext_lazy("Menu with a way to a person"),
            gettext_lazy("Answers to tap, and always “Talk to a person” beside them."),
            gettext_lazy("Menu"),
            _menu,
            (
                WORDS,
                _message(
                    gettext_lazy("What stands above the menu?"),
                    gettext_lazy("What there is to choose from is changed in the editor."),
                ),
            ),
        ),
        Template(
            "fallback",
            "circle",
            gettext_lazy("Fallback"),
            gettext_lazy("What is said when no other rule matched. It always stands last."),
            gettext_lazy("Fallback"),
            _fallback,
            (
                _message(
                    gettext_lazy("What should it say?"),
                    gettext_lazy("For example that a person will read it, and by when."),
                ),
            ),
        ),
        Template(
            "blank",
            "note",
            gettext_lazy("Blank"),
            gettext_lazy("An empty rule, for everything else."),
            gettext_lazy("New rule"),
            _blank,
        ),
    )
}
