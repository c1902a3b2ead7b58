"""Who has a thread, for programs: taken, given, given back."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from inbox.accounts.models import ApiToken, Member, Team
from inbox.api.caller import PersonCalls, caller_of
from inbox.api.errors import Failure
from inbox.api.serializers import ThreadSerializer
from inbox.threads import acts
from inbox.threads.models import Thread
from inbox.threads.models.thread import AlreadyTaken

_FAILURES = {401: Failure, 403: Failure, 404: Failure}


class TakenByAnother(exceptions.APIException):
    """A colleague was first (H-7)."""

    status_code = 409
    default_code = "already_taken"


class NewAssignmentSerializer(serializers.Serializer[Any]):
    """To whom; a person who names nobody takes it."""

    member = serializers.IntegerField(required=False, help_text="The id of who is to have it.")
    team = serializers.IntegerField(
        required=False, help_text="The id of a team: it waits for whoever of it is free."
    )
    note = serializers.CharField(
        required=False, max_length=2_000, help_text="Kept in the thread; only a person's."
    )


class _UnderThread(GenericAPIView[Thread]):
    queryset = Thread.objects.none()  # tells the schema which model; never answered from
    serializer_class = ThreadSerializer

    def thread(self) -> Thread:
        """The thread of the address; 404 for strangers."""
        threads = caller_of(self.request).threads
        joined = threads.select_related("account", "contact", "open_comment", "workspace")
        found = joined.filter(pk=self.kwargs["thread_id"]).first()
        if found is None:
            raise Http404
        return found

    def by(self) -> Member | ApiToken:
        caller = caller_of(self.request)
        return caller.member if isinstance(caller, PersonCalls) else caller.token

    def answer(self) -> Response:
        return Response(ThreadSerializer(self.thread()).data)


class ThreadAssignment(_UnderThread):
    """Who has a thread."""

    @extend_schema(
        operation_id="assign_thread",
        request=NewAssignmentSerializer,
        responses={200: ThreadSerializer, 400: Failure, 409: Failure, **_FAILURES},
        tags=["assignment"],
    )
    def post(self, request: Request, thread_id: int) -> Response:
        """Give it to a member or a team, whoever had it; with neither, take it."""
        wanted = NewAssignmentSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        thread, by = self.thread(), self.by()
        member, team = _receiver(thread, **wanted.validated_data)
        if member or team:
            acts.assign(thread, member, team, by, wanted.validated_data.get("note", ""))
        else:
            _take(thread, by)
        return self.answer()

    @extend_schema(
        operation_id="release_thread",
        responses={200: ThreadSerializer, **_FAILURES},
        tags=["assignment"],
    )
    def delete(self, request: Request, thread_id: int) -> Response:
        """Give it back to the team: nobody has it, and automation stays silent."""
        acts.release(self.thread(), self.by())
        return self.answer()


class ThreadReturn(_UnderThread):
    """Automation's again."""

    @extend_schema(
        operation_id="return_thread",
        request=None,
        responses={200: ThreadSerializer, **_FAILURES},
        tags=["assignment"],
    )
    def post(self, request: Request, thread_id: int) -> Response:
        """Give it back to automation, which answers the contact's next words."""
        acts.give_back(self.thread(), self.by())
        return self.answer()


def _receiver(
    thread: Thread, member: int | None = None, team: int | None = None, note: str = ""
) -> tuple[Member | None, Team | None]:
    """The member and team of these ids; ValidationError for what is not in the workspace."""
    members = Member.objects.in_workspace(thread.workspace_id).filter(user__is_active=True)
    teams = Team.objects.in_workspace(thread.workspace_id)
    found = members.select_related("user").filter(pk=member).first() if member else None
    group = teams.filter(pk=team).first() if team else None
    if member and not found:
        raise ValidationError({"member": [_("Nobody here has this id.")]})
    if team and not group:
        raise ValidationError({"team": [_("No team here has this id.")]})
    return found, group


def _take(thread: Thread, by: Member | ApiToken) -> None:
    if isinstance(by, ApiToken):
        raise ValidationError({"member": [_("A program names the member or team to give it to.")]})
    try:
        acts.take(thread, by)
    except AlreadyTaken as taken:
        words = _("%(name)s has it.") % {"name": taken.by.name}
        raise TakenByAnother(words) from None
