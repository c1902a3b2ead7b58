"""The limits of an account, as an admin sets them (L-11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from inbox.accounts.limits import (
    LARGEST,
    LIMITS,
    NAMES,
    TIER,
    Limit,
    LimitsMoved,
    amount,
    set_limits,
)
from inbox.accounts.models import Account, Member


@dataclass(frozen=True, slots=True)
class Row:
    """A limit's field, with what the page says about it. ``seen`` is what it showed before."""

    limit: Limit
    field: BoundField
    seen: str

    @property
    def default(self) -> str:
        return amount(self.limit.name, self.limit.default)

    @property
    def value(self) -> int | None:
        """What stands in the field, None when that is no number."""
        text = str(self.field.value())
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

    @property
    def is_above(self) -> bool:
        return self.value is not None and self.value > self.limit.default

    @property
    def is_none(self) -> bool:
        return self.value == 0


class LimitsForm(forms.Form):
    """Every limit of an account, its tier and its warm-up.

    Each comes back with what the page showed of it (``seen_…``), so that what a colleague changed
    meanwhile is not overwritten.
    """

    tier = forms.TypedChoiceField(
        label=lazy("People reached by automations"),
        choices=[
            *((str(tier), words) for tier, words in Account.Tier.choices),
            ("0", lazy("No limit")),
        ],
        coerce=int,
        error_messages={
            "required": lazy("Choose how many people a day automations may write to."),
            "invalid_choice": lazy("The tier is 1, 2 or 3, or 0 for no limit."),
        },
    )
    warms_up = forms.TypedChoiceField(
        label=lazy("Warm-up"),
        choices=[("yes", lazy("On")), ("no", lazy("Off"))],
        coerce=lambda value: value == "yes",
        error_messages={
            "required": lazy("Choose whether the account warms up."),
            "invalid_choice": lazy("Warm-up is either on or off."),
        },
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        self.account = account
        super().__init__(data, initial=_shown(account))
        for limit in LIMITS:
            self.fields[limit.name] = forms.IntegerField(
                label=str(limit.title),
                min_value=0,
                max_value=LARGEST,
                error_messages=_errors(limit),
            )

    def rows(self) -> list[Row]:
        """The fields that take a number, in the order of the page."""
        seen = self._shown_before()
        return [Row(limit, self[limit.name], seen[limit.name]) for limit in LIMITS]

    def tier_row(self) -> Row:
        return Row(TIER, self["tier"], self._shown_before()["tier"])

    def warm_up_seen(self) -> str:
        return self._shown_before()["warms_up"]

    def save(self, by: Member) -> bool:
        """Whether anything changed. None of it is when a colleague changed the same ones: then
        the form has errors that name them."""
        wanted = {name: self.cleaned_data[name] for name in NAMES}
        try:
            return bool(set_limits(self.account, wanted, seen=dict(self._seen()), by=by))
        except LimitsMoved as moved:
            self._explain(moved)
            return False

    def _seen(self) -> Iterator[tuple[str, int | bool]]:
        """What is left out was not shown by a page of ours: the wish counts as it is."""
        for name in NAMES:
            value = _read(name, str(self.data.get(f"seen_{name}", "")))
            if value is not None:
                yield name, value

    def _shown_before(self) -> Mapping[str, str]:
        """What the next save compares with: what a colleague changed has been told by now."""
        now = _shown(self.account)
        if not self.is_bound:
            return now
        posted = {name: str(self.data.get(f"seen_{name}", now[name])) for name in now}
        return {name: now[name] if name in self._told else posted[name] for name in now}

    _told: frozenset[str] = frozenset()  # limits whose change by a colleague is on the page

    def _explain(self, moved: LimitsMoved) -> None:
        words = _(
            "%(title)s: somebody changed this to %(now)s meanwhile. Save again to change it anyway."
        )
        for name, value in moved.now.items():
            setattr(self.account, name, value)
            self.add_error(name, words % {"title": self[name].label, "now": _said(name, value)})
        self._told = frozenset(moved.now)


def _shown(account: Account) -> dict[str, str]:
    values = {name: str(getattr(account, name)) for name in NAMES}
    return {**values, "warms_up": "yes" if account.warms_up else "no"}


def _said(name: str, value: int | bool) -> str:
    if name == "warms_up":
        return _("on") if value else _("off")
    return amount(name, value)


def _read(name: str, text: str) -> int | bool | None:
    if name == "warms_up":
        return {"yes": True, "no": False}.get(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _errors(limit: Limit) -> dict[str, str]:
    """The summary of errors names them too, so each says which limit it means."""
    of = {"title": limit.title, "default": limit.default}
    return {
        "required": _("%(title)s: write a whole number; 0 means no limit.") % of,
        "invalid": _("%(title)s: write a whole number, such as %(default)d; 0 means no limit.")
        % of,
        "min_value": _("%(title)s: no limit can be below 0; 0 means no limit.") % of,
        "max_value": _("%(title)s: write at most %%(limit_value)d; 0 means no limit.") % of,
    }
