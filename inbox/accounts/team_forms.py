"""The shape of a team, of its removal, and of what people can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from inbox.accounts.models import Member, Team, Workspace

LARGEST = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who may be in the team."""

    member: Member
    is_in: bool


class TeamForm(forms.Form):
    """A team's name and who is in it."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=60,
        error_messages={
            "required": lazy("Give the team a name."),
            "max_length": lazy(
                "The name has %(show_value)d characters; shorten it to %(limit_value)d."
            ),
        },
    )

    def __init__(self, workspace: Workspace, team: Team | None = None, data: Any = None) -> None:
        initial = {}
        if team:
            initial = {
                "name": team.name,
                "members": list(team.members.values_list("pk", flat=True)),
            }
        super().__init__(data, initial=initial)
        active = Member.objects.in_workspace(workspace).filter(user__is_active=True)
        self._people = active.select_related("user").order_by("pk")
        self.fields["members"] = forms.ModelMultipleChoiceField(
            label=_("Who is in it"),
            queryset=self._people,
            required=False,
            error_messages={
                "invalid_choice": _("Somebody you chose is not here any more. Choose again."),
                "invalid_pk_value": _("Somebody you chose is not here any more. Choose again."),
            },
        )

    def people(self) -> list[Place]:
        """Everybody, and whether the form has them in the team."""
        chosen = {str(pk) for pk in self["members"].value() or ()}
        return [Place(member, str(member.pk) in chosen) for member in self._people]


class RemovalForm(forms.Form):
    """The team's name, typed, so that no other one is removed."""

    name = forms.CharField(
        label=lazy("Type the team's name"),
        error_messages={"required": lazy("Type the team's name to remove it.")},
    )

    def __init__(self, team: Team, data: Any = None) -> None:
        self.team = team
        super().__init__(data, prefix="remove")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name != self.team.name:
            words = _("That is not its name: type “%(name)s”.")
            raise forms.ValidationError(words % {"name": self.team.name})
        return name


class CapacityForm(forms.Form):
    """How many open conversations each person gets at most: ``capacity-12``, 0 for no limit."""

    def __init__(self, people: Sequence[Member], data: Any = None) -> None:
        self.people = people
        initial = {f"capacity-{one.pk}": one.capacity for one in people}
        super().__init__(data, initial=initial)
        for one in people:
            self.fields[f"capacity-{one.pk}"] = forms.IntegerField(
                label=_("Most conversations of %(name)s") % {"name": one.name},
                min_value=0,
                max_value=LARGEST,
                error_messages=_errors(one),
            )

    def rows(self) -> list[tuple[Member, BoundField]]:
        return [(one, self[f"capacity-{one.pk}"]) for one in self.people]

    def wanted(self) -> dict[int, int]:
        """By member."""
        return {one.pk: self.cleaned_data[f"capacity-{one.pk}"] for one in self.people}


def _errors(member: Member) -> dict[str, str]:
    number = _("%(name)s: write a whole number; 0 means no limit.") % {"name": member.name}
    most = _("%(name)s: write at most %(most)d; 0 means no limit.")
    return {
        "required": number,
        "invalid": number,
        "min_value": number,
        "max_value": most % {"name": member.name, "most": LARGEST},
    }
