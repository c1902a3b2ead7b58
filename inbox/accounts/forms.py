"""The shape of what admins may set. What a setting does is said by the page around it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Workspace
from inbox.accounts.models.stop import LONGEST_REASON

DAY, WEEK = "day", "week"


class WindowsForm(forms.Form):
    """An account's two settings of W-11 and W-2.

    The longer window after an ad can only be chosen with the word that Meta confirmed it.
    """

    human_agent = forms.TypedChoiceField(
        label=_("Human Agent approval"),
        choices=[("yes", _("Yes, Meta has approved it")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        error_messages={
            "required": _("Choose whether Meta has approved the Human Agent feature."),
            "invalid_choice": _("Human Agent approval is either yes or no."),
        },
    )
    ad_window = forms.ChoiceField(
        label=_("Window after an ad"),
        choices=[(DAY, _("24 hours")), (WEEK, _("7 days"))],
        error_messages={
            "required": _("Choose how long an ad keeps the window open."),
            "invalid_choice": _("The window after an ad is either 24 hours or 7 days."),
        },
    )
    ad_confirmed = forms.BooleanField(
        label=_("I have confirmed with Meta that 7 days apply to this account"), required=False
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        self.account = account
        initial = {
            "human_agent": "yes" if account.human_agent_approved else "no",
            "ad_window": WEEK if account.ads_open_longer else DAY,
        }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wants_longer = cleaned.get("ad_window") == WEEK and not self.account.ads_open_longer
        if wants_longer and not cleaned.get("ad_confirmed"):
            words = _(
                "Confirm with Meta first that 7 days apply, then tick the box; or keep 24 hours."
            )
            self.add_error("ad_confirmed", words)
        return cleaned


class PromotionsForm(forms.Form):
    """What happens to a reply that looks promotional (W-12)."""

    promotions = forms.ChoiceField(
        label=_("A reply under the Human Agent tag that looks promotional"),
        choices=Workspace.Promotions.choices,
        error_messages={
            "required": _("Choose what happens to a reply that looks promotional."),
            "invalid_choice": _(
                "A reply that looks promotional is either warned about or refused."
            ),
        },
    )


class SwitchForm(forms.Form):
    """Stop all automations, and why; or resume them (K-11)."""

    on = forms.ChoiceField(
        choices=[("yes", _("Resume")), ("no", _("Stop"))],
        error_messages={
            "required": _("Choose whether automations go on or stop."),
            "invalid_choice": _("Automations either go on or stop: “yes” or “no”."),
        },
    )
    because = forms.CharField(
        label=_("Why? Everyone sees it."),
        required=False,
        max_length=LONGEST_REASON,
        error_messages={
            "max_length": _(
                "The reason has %(show_value)d characters; shorten it to %(limit_value)d."
            )
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_stop = cleaned.get("on") == "no"
        if is_stop and "because" not in self.errors and not cleaned.get("because"):
            self.add_error("because", _("Say why, so that everyone knows: wrong prices, for one."))
        return cleaned
