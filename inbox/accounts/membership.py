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
MOST_NAMED = 10  # admins whom a refusal names


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


def role_required(
    *roles: Member.Role,
) -> Callable[[Callable[Concatenate[MemberRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Only for members with one of ``roles``; others get 403 with who can give it to them.

    Stands under ``member_required``.
    """

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: MemberRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.member.role not in roles:
                raise PermissionDenied(_who_may_grant(request.member, roles))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def admins_only(member: Member) -> None:
    """403, with who can give the role, unless ``member`` is an admin: for pages leads may read."""
    if member.role != Member.Role.ADMIN:
        raise PermissionDenied(_who_may_grant(member, (Member.Role.ADMIN,)))


def _who_may_grant(member: Member, roles: tuple[Member.Role, ...]) -> str:
    if Member.Role.LEAD in roles:
        words = _("This page is for leads and admins.")
    else:
        words = _("This page is for admins.")
    admins = Member.objects.in_workspace(member.workspace_id).filter(role=Member.Role.ADMIN)
    named = [one.name for one in admins.select_related("user").order_by("pk")[:MOST_NAMED]]
    if not named:
        return words
    return _("%(words)s Who can give you that role: %(names)s.") % {
        "words": words,
        "names": ", ".join(named),
    }
