"""What a rule has beside its recipe: a name, and the account that it answers for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automations.models import Rule
from automations.publishing import lock_rules, next_edition
from automations.rules.making import LONGEST_NAME, NameTaken, rename
from inbox.accounts.models import Account


class SettingsForm(forms.Form):
    """Name and account of a rule. Unlike the recipe they need no publishing."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    account = forms.ModelChoiceField(
        Account.objects.none(), required=False, label=gettext_lazy("Account"),
        empty_label=gettext_lazy("All accounts"),
    )  # fmt: skip

    def __init__(self, rule: Rule, data: Any = None) -> None:
        initial = {"name": rule.name, "account": rule.account_id}
        super().__init__(data, initial=initial, auto_id="settings_%s")
        self._rule = rule
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        field.queryset = Account.objects.in_workspace(rule.workspace_id).order_by("username")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Rule.objects.in_workspace(self._rule.workspace_id).exclude(pk=self._rule.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_taken(name))
        return name

    def save(self) -> bool:
        """Whether it is saved; not when somebody took the name this very moment."""
        try:
            self._save()
        except NameTaken:
            self.add_error("name", _taken(self.cleaned_data["name"]))
        return not self.errors

    @transaction.atomic
    def _save(self) -> None:
        rule, account = self._rule, self.cleaned_data["account"]
        lock_rules(rule.workspace_id)
        if self.cleaned_data["name"] != rule.name:
            rename(rule, self.cleaned_data["name"])
        if (account and account.pk) != rule.account_id:
            rule.account, rule.edition = account, next_edition(rule.workspace_id)
            rule.save(update_fields=["account", "edition"])


def _taken(name: str) -> str:
    return _("Another rule is called “%(name)s”; choose a name of its own.") % {"name": name}
