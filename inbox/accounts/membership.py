"""Which member a request acts as."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from inbox.accounts.models import Member, User

P = ParamSpec("P")
SESSION_KEY = "workspace"


class MemberRequest(HttpRequest):
    """A request whose member is known."""

    member: Member


def member_of(user: User, workspace_id: int | None = None) -> Member | None:
    """The membership ``user`` acts with: in ``workspace_id`` if they have one, else their first."""
    memberships = user.memberships.select_related("workspace", "user").order_by("pk")
    if not settings.DEVELOPMENT:  # the demo's passwords are public
        memberships = memberships.filter(workspace__is_demo=False)
    chosen = memberships.filter(workspace=workspace_id).first() if workspace_id else None
    return chosen or memberships.first()


class MembershipMiddleware:
    """Puts ``request.member`` on every request: a Member or None, looked up when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.member = SimpleLazyObject(lambda: _current(request))  # type: ignore[attr-defined]  # MemberRequest
        return self.get_response(request)


def _current(request: HttpRequest) -> Member | None:
    if not isinstance(request.user, User):
        return None
    return member_of(request.user, request.session.get(SESSION_KEY))


def member_required(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Only for signed-in members of some workspace; others go to the sign-in page, or get 403."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not getattr(request, "member", None):
            raise PermissionDenied(_("You are not a member of any workspace. Ask an admin."))
        return view(cast(MemberRequest, request), *args, **kwargs)

    result: Callable[..., HttpResponse] = guarded
    return result
