"""What the list of threads can be narrowed by: the same words as the inbox's address line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from inbox.api.caller import caller_of
from inbox.api.ids import LARGEST_ID, is_id
from inbox.threads import lists
from inbox.threads.models import Thread, ThreadQuerySet
from inbox.threads.window import State
from inbox.threads.window_sql import with_window

NOBODY = _("A token is nobody's: it has no threads of its own.")


@extend_schema_field(OpenApiTypes.INT64)
class IdFilter(django_filters.NumberFilter):  # type: ignore[misc]  # django-filter ships no types
    """An id: a whole number that the database can hold."""

    field_class = forms.IntegerField

    def __init__(self, **how: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **how)

    def get_max_validator(self) -> None:
        """The field has one of its own."""


class ThreadFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Filters of the thread list; several narrow together."""

    view = django_filters.ChoiceFilter(
        label="A view of the inbox, by its slug.",
        choices=[(slug, view.title) for slug, view in lists.VIEWS.items()],
        method="in_view",
    )
    account = IdFilter(label="Id of a connected account.", field_name="account_id")
    assignee = django_filters.CharFilter(
        label="A member's id, `none`, or `me` (a signed-in person).", method="assigned_to"
    )
    handler = django_filters.ChoiceFilter(label="Who handles it.", choices=Thread.Handler.choices)
    lifecycle = django_filters.ChoiceFilter(
        label="Where it stands.", choices=Thread.Lifecycle.choices
    )
    window = django_filters.ChoiceFilter(
        label="What may be sent now; `comment_reply` is one private reply and nothing else.",
        choices=[(state.value, state.value) for state in State],
        method="in_window",
    )
    q = django_filters.CharFilter(
        label="Part of the contact's name or username.", method="of_contact"
    )

    class Meta:
        model = Thread
        fields: tuple[str, ...] = ()

    def in_view(self, threads: ThreadQuerySet, _name: str, slug: str) -> ThreadQuerySet:
        view, member = lists.VIEWS[slug], caller_of(self.request).member
        found = lists.annotated(threads, self.now)
        if member:
            return view.of(found, member)
        if view.personal:
            raise ValidationError({"view": [NOBODY]})
        return found.filter(view.holds)

    def in_window(self, threads: ThreadQuerySet, _name: str, state: str) -> ThreadQuerySet:
        return with_window(threads, self.now).filter(Q(window_state=state))

    def assigned_to(self, threads: ThreadQuerySet, _name: str, who: str) -> ThreadQuerySet:
        if who == "none":
            return threads.filter(assignee=None)
        if who == "me":
            member = caller_of(self.request).member
            if member is None:
                raise ValidationError({"assignee": [NOBODY]})
            return threads.filter(assignee=member)
        if not is_id(who):
            raise ValidationError({"assignee": [_("A member's id, none, or me.")]})
        return threads.filter(assignee=int(who))

    def of_contact(self, threads: ThreadQuerySet, _name: str, words: str) -> ThreadQuerySet:
        name = words.removeprefix("@")
        return threads.filter(
            Q(contact__name__icontains=name) | Q(contact__username__icontains=name)
        )

    @property
    def now(self) -> datetime:
        return timezone.now()
