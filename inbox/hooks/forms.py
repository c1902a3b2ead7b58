"""The shape of what admins may set of a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inbox.hooks.addresses import LONGEST, NotAllowed, target_of
from inbox.hooks.events import Event
from inbox.hooks.models import Endpoint


class EndpointForm(forms.Form):
    """Where to, what about, and a note for colleagues."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        error_messages={
            "required": _("Write the address of your system, such as https://shop.example/hooks."),
            "max_length": _("The address is longer than %(limit_value)d characters."),
        },
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=Event.to_listen_to,
        error_messages={
            "required": _("Choose at least one thing that it is told."),
            "invalid_choice": _("%(value)s is nothing that can be told."),
        },
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("The note is longer than %(limit_value)d characters.")},
    )

    def __init__(self, data: Any = None, *, endpoint: Endpoint | None = None) -> None:
        initial = {}
        if endpoint:
            initial = {"url": endpoint.url, "events": endpoint.events, "note": endpoint.note}
        super().__init__(data, initial=initial)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            target_of(url)
        except NotAllowed as error:
            raise forms.ValidationError(str(error), code="not_allowed") from error
        return url


class RemoveForm(forms.Form):
    """The webhook's host, typed, so that nobody removes the wrong one."""

    confirm = forms.CharField(
        label=_("Type the host to remove it"),
        max_length=300,
        error_messages={"required": _("Type the host to remove the webhook.")},
    )

    def __init__(self, endpoint: Endpoint, data: Any = None) -> None:
        self.endpoint = endpoint
        super().__init__(data)

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed.strip().lower() != self.endpoint.host.lower():
            raise forms.ValidationError(
                _("That is not %(host)s. Nothing was removed.") % {"host": self.endpoint.host}
            )
        return typed
