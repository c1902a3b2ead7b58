"""Teams, who is in them, who is there, and how much each can carry."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox.accounts import teams
from inbox.accounts.availability import Availability, set_availability
from inbox.accounts.membership import MemberRequest, admins_only, member_required, role_required
from inbox.accounts.models import Member, Team
from inbox.accounts.team_forms import CapacityForm, RemovalForm, TeamForm
from inbox.accounts.way_back import page_asked_for

ADMIN, LEAD = Member.Role.ADMIN, Member.Role.LEAD
_PART = {"section": "settings", "part": "teams"}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(LEAD, ADMIN)
def index(request: MemberRequest) -> HttpResponse:
    """The teams and everybody's room; a POST saves the room."""
    member, people = request.member, list(teams.people_of(request.member))
    form = CapacityForm(people, request.POST if request.method == "POST" else None)
    if form.is_bound:
        admins_only(member)
    if form.is_valid():
        changed = teams.set_capacities(member.workspace, form.wanted(), by=member)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("settings_teams")
    context = {"teams": teams.teams_of(member), "form": form, **_PART}
    return render(request, "settings/teams.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def add(request: MemberRequest) -> HttpResponse:
    """A new team."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@role_required(ADMIN)
def show(request: MemberRequest, team_id: int) -> HttpResponse:
    """One team; a POST saves it."""
    return _edit(request, get_object_or_404(Team.objects.visible_to(request.member), pk=team_id))


@require_POST
@member_required
@role_required(ADMIN)
def remove(request: MemberRequest, team_id: int) -> HttpResponse:
    """Remove a team whose name was typed."""
    team = get_object_or_404(Team.objects.visible_to(request.member), pk=team_id)
    removal = RemovalForm(team, request.POST)
    if not removal.is_valid():
        form = TeamForm(request.member.workspace, team)
        return _page(request, team, form, removal, status=422)
    name = team.name
    teams.remove_team(team, by=request.member)
    messages.success(request, _("Team %(name)s removed.") % {"name": name})
    return redirect("settings_teams")


@require_POST
@member_required
def availability(request: MemberRequest) -> HttpResponse:
    """Whether the member is there for new work; back to where they were."""
    value = request.POST.get("availability", "")
    if value not in Availability.values:
        messages.error(request, _("Choose online, busy or away."))
    else:
        set_availability(request.member, Availability(value))
    if request.headers.get("HX-Request") == "true":
        status = 200 if value in Availability.values else 422
        return render(request, "accounts/_availability.html", status=status)
    return redirect(page_asked_for(request) or "inbox")


def _edit(request: MemberRequest, team: Team | None) -> HttpResponse:
    member = request.member
    data = request.POST if request.method == "POST" else None
    form = TeamForm(member.workspace, team, data)
    if form.is_valid():
        name, people = form.cleaned_data["name"], form.cleaned_data["members"]
        try:
            if team:
                teams.change_team(team, name, people, by=member)
            else:
                teams.add_team(member.workspace, name, people, by=member)
            messages.success(request, _("Team %(name)s saved.") % {"name": name})
            return redirect("settings_teams")
        except teams.NameTaken:
            form.add_error("name", _("There is a team with this name already. Choose another."))
    return _page(request, team, form, status=422 if form.is_bound else 200)


def _page(
    request: MemberRequest,
    team: Team | None,
    form: TeamForm,
    removal: RemovalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    removal = removal or (RemovalForm(team) if team else None)
    context = {
        "team": team, "form": form, "people": form.people(), "removal": removal, **_PART,
    }  # fmt: skip
    return render(request, "settings/team.html", context, status=status)
