"""The shape of what people send from a thread. What may be said is the guard's business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inbox.threads import modes
from inbox.threads.window import State

STATES = [(state.value, state.value) for state in State]
SURFACES = [(each, each) for each in (modes.MESSAGE, modes.PRIVATE_REPLY, modes.PUBLIC_REPLY)]


class Several(forms.Field):
    """A field that may come several times; its value is a list of texts."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(each).strip() for each in value or [] if str(each).strip()]


class Numbers(Several):
    """Several row ids."""

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]  # numbers of them
        try:
            return [int(each) for each in super().to_python(value)]
        except ValueError:
            raise ValidationError(_("The files were not named by their numbers.")) from None


class ReplyForm(forms.Form):
    """A reply as the composer posts it. ``key`` makes a repeated press one message.

    Without a ``surface`` a reply that names a comment is its private reply.
    """

    text = forms.CharField(strip=True, required=False)
    key = forms.UUIDField()
    surface = forms.ChoiceField(choices=[("", ""), *SURFACES], required=False)
    expected_window = forms.TypedChoiceField(
        choices=[("", ""), *STATES], coerce=State, empty_value=None, required=False
    )
    comment = forms.IntegerField(required=False)
    support_because = forms.CharField(max_length=200, required=False)  # W-12
    uploads = Numbers(required=False)
    quick_replies = Several(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and not data.get("uploads") and "text" in data:
            self.add_error("text", _("Write something before you send."))
        surface, comment = data.get("surface"), data.get("comment")
        if surface in (modes.PRIVATE_REPLY, modes.PUBLIC_REPLY) and comment is None:
            self.add_error("comment", _("Choose the comment that this answers."))
        if surface == modes.MESSAGE:
            data["comment"] = None
        elif not surface:
            data["surface"] = modes.MESSAGE if comment is None else modes.PRIVATE_REPLY
        return data


class PromotionForm(forms.Form):
    """The words to be looked at while they are typed."""

    text = forms.CharField(required=False)


class NoteForm(forms.Form):
    """A note for the team."""

    text = forms.CharField(
        strip=True,
        max_length=10_000,
        error_messages={"required": _("Write something before you keep it.")},
    )


class AssignForm(forms.Form):
    """To whom a thread is given: ``member-12`` or ``team-3``, and a word to them for the team."""

    to = forms.CharField(error_messages={"required": _("Choose a person or a team.")})
    note = forms.CharField(strip=True, required=False, max_length=2_000)
