"""What people type about a rule outside of its editor."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from automations.definition import TEXT_BYTES
from automations.rules.making import LONGEST_NAME
from automations.rules.templates import Question, Template
from inbox.accounts.models import Account, Member

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_WORDS = 200


class NewRuleForm(forms.Form):
    """The questions of a template, and the account where there are several."""

    def __init__(self, template: Template, member: Member, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        for question in template.asks:
            self.fields[question.name] = _field(question)
        accounts = Account.objects.visible_to(member).order_by("username")
        if accounts.count() > 1:
            self.fields["account"] = forms.ModelChoiceField(
                accounts, required=False, label=_("Account"), empty_label=_("All accounts")
            )

    def clean_words(self) -> list[str]:
        """Split at commas and lines, each once."""
        parts = (part.strip() for part in re.split(r"[,;\n،、，]", self.cleaned_data["words"]))
        words = list(dict.fromkeys(part for part in parts if part))
        if not words:
            raise ValidationError(_("Write at least one word."))
        if len(words) > MOST_WORDS:
            raise ValidationError(_("These are too many words; import them as a file instead."))
        return words

    def clean_link(self) -> str:
        """As people type it: https:// may be left out."""
        link: str = self.cleaned_data["link"].strip()
        if "://" not in link:
            link = f"https://{link}"
        URLValidator(
            schemes=["http", "https"], message=_("Write a web address, like shop.example/sizes.")
        )(link)
        return link

    def clean_message(self) -> str:
        """It must fit into one message; it is never cut."""
        text: str = self.cleaned_data["message"].strip()
        link = self.cleaned_data.get("link", "")  # it stands in the same message, on its own line
        over = len(text.encode()) + len(link.encode()) + bool(link) - TEXT_BYTES
        if over > 0:
            raise ValidationError(
                _("%(over)d bytes too long for one message; shorten it."), params={"over": over}
            )
        return text


class NameForm(forms.Form):
    """A new name."""

    name = forms.CharField(max_length=LONGEST_NAME, label=_("Name"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)


class PositionForm(forms.Form):
    """A number in the order; what is too high means the end."""

    to = forms.IntegerField(
        min_value=1,
        max_value=1_000_000,
        error_messages={
            key: _("Write a number from 1 on.") for key in ("required", "invalid", "min_value")
        },
    )


class ImportForm(forms.Form):
    """A file with rules."""

    file = forms.FileField(
        label=_("File with rules"),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> bytes:
        """What stands in it."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 5 MB; split it."))
        content: bytes = given.read()
        return content


def _field(question: Question) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    line = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "autocapitalize": "none"})
    return forms.CharField(
        label=str(question.label),
        help_text=str(question.hint),
        max_length=4000,
        widget=area if question.kind == "text" else line,
        error_messages={"required": _EMPTY[question.kind]},
    )


_EMPTY = {
    "words": _("Write at least one word."),
    "link": _("Write the page's address."),
    "text": _("Write what to say."),
}
