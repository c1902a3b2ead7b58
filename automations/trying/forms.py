"""What is to be tried, as the address of the page says it: a link to it shows the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automations.definition import Surface
from automations.heard import Heard
from automations.models import Rule
from automations.trying.replay import MOST_DAYS
from automations.trying.trial import Question
from inbox.accounts.hours import Hours
from inbox.accounts.models import Account, Member
from inbox.threads.models import Post

LONGEST = 1000  # characters
EVENTS: dict[str, Any] = {
    "dm": gettext_lazy("Message"),
    "first_message": gettext_lazy("First message ever"),
    "comment": gettext_lazy("Comment"),
    "story_reply": gettext_lazy("Answer to a story"),
    "story_mention": gettext_lazy("Mention in a story"),
    "tap": gettext_lazy("Tap on a button"),
    "ice_breaker": gettext_lazy("Conversation starter"),
    "ad": gettext_lazy("Message from an ad"),
}
# What a message of this kind is besides (K-1).
_ALSO: dict[str, tuple[Surface, ...]] = {"first_message": ("dm",), "ad": ("dm",)}


class TrialForm(forms.Form):
    """A message as it might arrive; everything but its words has a usual value."""

    text = forms.CharField(
        label=gettext_lazy("Message"), max_length=LONGEST, required=False, strip=False
    )
    account = forms.ModelChoiceField(
        Account.everywhere.none(), label=gettext_lazy("To"), empty_label=None, required=False
    )
    on = forms.ChoiceField(
        label=gettext_lazy("As"), choices=list(EVENTS.items()), required=False, initial="dm"
    )
    post = forms.CharField(label=gettext_lazy("Under the post"), required=False, max_length=64)
    at = forms.CharField(
        label=gettext_lazy("Arrives"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    handler = forms.ChoiceField(
        label=gettext_lazy("Conversation"),
        choices=[
            ("automation", gettext_lazy("is automation's")),
            ("human", gettext_lazy("is a person's")),
        ],
        required=False,
    )
    follows = forms.ChoiceField(
        label=gettext_lazy("Follows you"),
        choices=[
            ("", gettext_lazy("not known")),
            ("yes", gettext_lazy("yes")),
            ("no", gettext_lazy("no")),
        ],
        required=False,
    )
    labels = forms.CharField(label=gettext_lazy("Labels"), required=False, max_length=200)
    rule = forms.ModelChoiceField(
        Rule.everywhere.none(),
        label=gettext_lazy("With the draft of"),
        required=False,
        empty_label=gettext_lazy("no draft: what is live"),
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = Account.objects.visible_to(member).select_related("workspace")
        self._accounts = accounts.order_by("username")
        self._hours = Hours.of(member.workspace)
        _choose(self.fields["account"], self._accounts)
        drafts = Rule.objects.visible_to(member).filter(draft__isnull=False)
        _choose(self.fields["rule"], drafts.select_related("live").order_by("position"))
        self.posts = list(Post.objects.visible_to(member).order_by("-published_at", "-pk")[:50])

    def clean_at(self) -> datetime:
        """The workspace's clock; nothing said is now."""
        said = self.cleaned_data["at"]
        if not said:
            return timezone.now()
        try:
            local = datetime.fromisoformat(said)
        except ValueError:
            raise forms.ValidationError(
                _("“%(time)s” is no time; write it like 2026-03-02T20:14.") % {"time": said}
            ) from None
        return local.replace(tzinfo=local.tzinfo or self.zone)

    @property
    def zone(self) -> ZoneInfo:
        return self._hours.zone

    @property
    def chosen_account(self) -> Account | None:
        """The one that was chosen, else the first; None while none is connected."""
        chosen = self.cleaned_data.get("account") if self.is_bound and self.is_valid() else None
        return chosen or self._accounts.first()

    def question(self) -> Question | None:
        """To be called on a valid form; None while no account is connected."""
        account, data = self.chosen_account, self.cleaned_data
        if account is None:
            return None
        names = [name.strip().casefold() for name in data["labels"].split(",")]
        return Question(
            account=account,
            heard=self._heard(),
            now=data["at"],
            handler="human" if data["handler"] == "human" else "automation",
            follows_us={"yes": True, "no": False}.get(data["follows"]),
            labels=frozenset(name for name in names if name),
            draft_of=data["rule"],
        )

    def _heard(self) -> Heard:
        event = cast(Surface, self.cleaned_data["on"] or "dm")
        post = next((p for p in self.posts if p.external_id == self.cleaned_data["post"]), None)
        surfaces: frozenset[Surface] = frozenset({event, *_ALSO.get(event, ())})
        is_tap = event in ("tap", "ice_breaker")
        return Heard(
            surfaces=surfaces,
            text=self.cleaned_data["text"],
            payload=self.cleaned_data["text"] if is_tap else "",
            post_id=post.external_id if post else "",
            post_kind=post.kind if post else "feed" if event == "comment" else "",
        )


class ReplayForm(forms.Form):
    """Which rules are played back over how many days."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"), min_value=1, max_value=MOST_DAYS, required=False
    )
    account = forms.ModelChoiceField(
        Account.everywhere.none(), label=gettext_lazy("Account"), empty_label=None, required=False
    )
    rule = forms.ModelChoiceField(
        Rule.everywhere.none(),
        label=gettext_lazy("Rule"),
        required=False,
        empty_label=gettext_lazy("all that are live"),
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._accounts = Account.objects.visible_to(member).select_related("workspace")
        _choose(self.fields["account"], self._accounts.order_by("username"))
        rules = Rule.objects.visible_to(member).select_related("live")
        _choose(self.fields["rule"], rules.order_by("position"))

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or 7

    @property
    def chosen_account(self) -> Account | None:
        chosen = self.cleaned_data.get("account") if self.is_valid() else None
        return chosen or self._accounts.order_by("username").first()


def _choose(field: forms.Field, rows: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
