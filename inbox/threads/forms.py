"""The shape of what people send from a thread. What may be said is the guard's business."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from inbox.threads.window import State

STATES = [(state.value, state.value) for state in State]


class ReplyForm(forms.Form):
    """A reply as the composer posts it. ``key`` makes a repeated press one message."""

    text = forms.CharField(
        strip=True, error_messages={"required": _("Write something before you send.")}
    )
    key = forms.UUIDField()
    expected_window = forms.TypedChoiceField(
        choices=[("", ""), *STATES], coerce=State, empty_value=None, required=False
    )
    comment = forms.IntegerField(required=False)


class NoteForm(forms.Form):
    """A note for the team."""

    text = forms.CharField(
        strip=True,
        max_length=10_000,
        error_messages={"required": _("Write something before you keep it.")},
    )
