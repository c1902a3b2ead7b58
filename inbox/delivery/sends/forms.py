"""What a person says of a message that may have arrived."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SettlementForm(forms.Form):
    """Whether it is there, seen with one's own eyes."""

    arrived = forms.ChoiceField(
        choices=[("yes", _("It arrived")), ("no", _("Send again"))],
        error_messages={
            "required": _("Say whether it arrived: “arrived” is yes or no."),
            "invalid_choice": _("Say whether it arrived: “arrived” is yes or no."),
        },
    )
