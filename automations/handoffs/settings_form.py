"""How a workspace hands over to people, as an admin sets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Field
from django.forms import BoundField
from django.utils.translation import gettext as _

from automations.handoffs.acknowledgement import fits
from automations.handoffs.setting import Topic, set_handoffs, topics_of
from automations.handoffs.settings_words import FIELDS, GROUPS, Words
from automations.models import AutomationSettings
from automations.words import problem
from inbox.accounts.models import Member, Team, Workspace

Model = AutomationSettings
LISTS = ("person_words", "complaint_words", "sensitive_words", "stop_words", "start_words")
NUMBERS = (
    "take_minutes", "reply_minutes", "raise_minutes", "misses", "failures", "in_a_row",
    "loop_turns", "loop_minutes", "pause_hours",
)  # fmt: skip
TEXTS = ("acknowledgement", "acknowledgement_closed", "disclosure")
MOST_PHRASES = 200
NEW_TOPICS, MOST_TOPICS = 2, 50


@dataclass(frozen=True, slots=True)
class Row:
    """A field with what the page says about it."""

    field: BoundField
    words: Words


class HandoffForm(forms.Form):
    """All of AutomationSettings, and the topics: ``topic-0-name``, ``-words`` and ``-team``.

    Lists of phrases are written one a line.
    """

    def __init__(self, workspace: Workspace, data: Any = None) -> None:
        self.workspace = workspace
        self.settings = Model.everywhere.of(workspace.pk)
        self._topics = topics_of(workspace)
        super().__init__(data, initial={**_shown(self.settings), **_topics_shown(self._topics)})
        self._teams = Team.objects.in_workspace(workspace).order_by("name")
        self.fields.update(self._own_fields())
        self._places = self._offered()
        for place in range(self._places):
            self.fields.update(self._topic_fields(place))

    # --- What the page shows ----------------------------------------------------------------------
    def groups(self) -> dict[str, list[Row]]:
        """The fields that take a number or a list, by where they stand."""
        return {
            group: [Row(self[name], FIELDS[name]) for name in names]
            for group, names in GROUPS.items()
        }

    def promise(self) -> Row:
        return Row(self["reply_minutes"], FIELDS["reply_minutes"])

    def disclosure_why(self) -> str:
        return str(FIELDS["disclosure"].why)

    def topics(self) -> list[dict[str, BoundField]]:
        parts = ("name", "words", "team")
        places = range(self._places)
        return [{part: self[f"topic-{place}-{part}"] for part in parts} for place in places]

    # --- What was posted --------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in LISTS:
            cleaned[name] = self._phrases(name)
        for name in ("acknowledgement", "acknowledgement_closed"):
            if name not in self.errors and (wrong := fits(cleaned.get(name, ""))):
                self.add_error(name, wrong)
        cleaned["topics"] = list(self._read_topics())
        return cleaned

    def save(self, by: Member) -> bool:
        """Whether anything changed."""
        wanted = {name: self.cleaned_data[name] for name in _names()}
        return set_handoffs(self.workspace, wanted, self.cleaned_data["topics"], by=by)

    def typed(self) -> AutomationSettings:
        """The settings with the texts as they stand in the form, for their preview."""
        for name in TEXTS:
            setattr(self.settings, name, str(self.data.get(name, "")).strip())
        minutes = str(self.data.get("reply_minutes", ""))
        if minutes.isascii() and minutes.isdigit() and 0 < int(minutes[:5]) <= 1440:
            self.settings.reply_minutes = int(minutes[:5])
        return self.settings

    def _phrases(self, name: str) -> list[str]:
        found = list(_lines(str(self.cleaned_data.get(name, ""))))
        title = {"list": FIELDS[name].title}
        if len(found) > MOST_PHRASES:
            words = _("%(list)s: at most %(most)d phrases; these are %(count)d.")
            self.add_error(name, words % {**title, "most": MOST_PHRASES, "count": len(found)})
        for phrase in found:
            if wrong := problem(phrase):
                self.add_error(name, _("%(list)s: %(wrong)s") % {**title, "wrong": wrong})
                break
        return found

    def _read_topics(self) -> Iterator[Topic]:
        named: set[str] = set()
        for place in range(self._places):
            name, words, team = (
                self.cleaned_data.get(f"topic-{place}-{part}") for part in ("name", "words", "team")
            )
            phrases = list(_lines(str(words or "").replace(",", "\n")))
            if not (name or phrases or team):
                continue
            if wrong := self._topic_problem(place, name or "", phrases, team, named):
                self.add_error(*wrong)
                continue
            named.add(str(name).casefold())
            yield Topic(str(name), tuple(phrases), team)

    def _topic_problem(
        self, place: int, name: str, phrases: Sequence[str], team: Team | None, named: set[str]
    ) -> tuple[str, str] | None:
        if not name:
            return f"topic-{place}-name", _("Give the topic a name.")
        if name.casefold() in named:
            return f"topic-{place}-name", _("Two topics are called “%(name)s”.") % {"name": name}
        if not phrases:
            words = _("%(name)s: write the words that tell the topic.")
            return f"topic-{place}-words", words % {"name": name}
        if team is None:
            return f"topic-{place}-team", _("%(name)s: choose its team.") % {"name": name}
        return None

    # --- Fields -----------------------------------------------------------------------------------
    def _own_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "routing": forms.ChoiceField(
                label=_("Who is asked"),
                choices=Model.Routing.choices,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), _("Choose how the next person is found.")
                ),
            ),
            "default_team": forms.ModelChoiceField(
                label=_("Usual team"),
                queryset=self._teams,
                required=False,
                empty_label=_("None: the agents"),
                error_messages={"invalid_choice": _("That team is not here any more.")},
            ),
            "on_complaint": forms.BooleanField(label=_label("on_complaint"), required=False),
            "on_sensitive": forms.BooleanField(label=_label("on_sensitive"), required=False),
        }
        fields |= {name: _number(name) for name in NUMBERS}
        fields |= {name: _list(name) for name in LISTS}
        return fields | {name: _text(name) for name in TEXTS}

    def _offered(self) -> int:
        posted = (place for place in range(MOST_TOPICS) if f"topic-{place}-name" in self.data)
        return max(len(self._topics) + NEW_TOPICS, *(place + 1 for place in posted), 0)

    def _topic_fields(self, place: int) -> dict[str, forms.Field]:
        too_long = _("A topic's name has at most 60 characters.")
        return {
            f"topic-{place}-name": forms.CharField(
                label=_("Topic"),
                required=False,
                max_length=60,
                error_messages={"max_length": too_long},
            ),
            f"topic-{place}-words": forms.CharField(
                label=_("Words"), required=False, max_length=2000
            ),
            f"topic-{place}-team": forms.ModelChoiceField(
                label=_("Team"),
                queryset=self._teams,
                required=False,
                empty_label=_("Choose a team"),
                error_messages={"invalid_choice": _("That team is not here any more.")},
            ),
        }


def _names() -> tuple[str, ...]:
    return ("routing", "default_team", "on_complaint", "on_sensitive", *NUMBERS, *LISTS, *TEXTS)


def _shown(settings: AutomationSettings) -> dict[str, Any]:
    shown = {name: getattr(settings, name) for name in _names()}
    return shown | {name: "\n".join(getattr(settings, name)) for name in LISTS}


def _topics_shown(topics: Sequence[Topic]) -> Mapping[str, Any]:
    shown: dict[str, Any] = {}
    for place, topic in enumerate(topics):
        shown[f"topic-{place}-name"] = topic.name
        shown[f"topic-{place}-words"] = ", ".join(topic.words)
        shown[f"topic-{place}-team"] = topic.team.pk if topic.team else None
    return shown


def _lines(text: str) -> Iterator[str]:
    """The phrases of ``text``, each once, in order."""
    yield from dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _of_model(name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", Model._meta.get_field(name))


def _label(name: str) -> str:
    return str(_of_model(name).verbose_name)


def _number(name: str) -> forms.IntegerField:
    """Bounds are the model's own."""
    validators = _of_model(name).validators
    least = next(each.limit_value for each in validators if isinstance(each, MinValueValidator))
    most = next(each.limit_value for each in validators if isinstance(each, MaxValueValidator))
    words = _("%(title)s: write a whole number from %(least)d to %(most)d.")
    told = words % {"title": FIELDS[name].title, "least": least, "most": most}
    return forms.IntegerField(
        label=str(FIELDS[name].title),
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
    )


def _list(name: str) -> forms.CharField:
    return forms.CharField(label=str(FIELDS[name].title), required=False, widget=forms.Textarea)


def _text(name: str) -> forms.CharField:
    most = _of_model(name).max_length
    words = _("%(title)s: at most %(most)d characters.")
    told = words % {"title": FIELDS[name].title, "most": most}
    return forms.CharField(
        label=str(FIELDS[name].title),
        required=False,
        max_length=most,
        error_messages={"max_length": told},
        widget=forms.Textarea,
    )
