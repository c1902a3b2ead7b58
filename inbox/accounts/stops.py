"""Stopped automations as pages show them: the banner's lines, and the switches (K-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from inbox.accounts.models import Account, AutomationStop, Member, Workspace

WORKSPACE = "workspace"  # the key of the workspace's own switch


@dataclass(frozen=True, slots=True)
class Switch:
    """The one switch of an account, or of the workspace when ``account`` is None."""

    account: Account | None
    stop: AutomationStop | None
    is_on: bool

    @property
    def key(self) -> str:
        return str(self.account.pk) if self.account else WORKSPACE

    @property
    def url(self) -> str:
        """Where it is switched."""
        return address(self.account.pk if self.account else None)

    @property
    def story(self) -> str:
        return story(self.stop) if self.stop else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the banner; ``whole`` when it speaks of the whole workspace."""

    key: str
    whole: bool
    words: str
    url: str
    name: str


def address(account_id: int | None) -> str:
    """Where the automations of an account, or of the workspace, are switched."""
    if account_id is None:
        return reverse("workspace_automations")
    return reverse("account_automations", args=[account_id])


def lines(workspace_id: int) -> list[Line]:
    """All that is stopped in a workspace, the whole of it first. One query."""
    stops = list(AutomationStop.objects.in_workspace(workspace_id).in_order())
    return [_line(stop, alone=len(stops) == 1) for stop in stops]


def shown(request: HttpRequest) -> dict[str, Any]:
    """For every page: what is stopped, asked for only where the banner is drawn."""
    member: Member | None = getattr(request, "member", None)
    return {"stops": SimpleLazyObject(lambda: lines(member.workspace_id) if member else [])}


def switch_of(workspace_id: int, account_id: int | None) -> Switch:
    """The switch of an account, or of the workspace itself."""
    stops = AutomationStop.objects.in_workspace(workspace_id).filter(account=account_id)
    if account_id is None:
        workspace = Workspace.objects.get(pk=workspace_id)
        return Switch(None, stops.first(), workspace.automations_on)
    account = Account.objects.in_workspace(workspace_id).get(pk=account_id)
    return Switch(account, stops.first(), account.automations_on)


def workspace_switch(member: Member) -> Switch:
    """The switch of ``member``'s workspace."""
    return switch_of(member.workspace_id, None)


def account_switches(member: Member, accounts: Collection[Account]) -> list[Switch]:
    """The switches of these accounts, in their order. One query."""
    stops = AutomationStop.objects.visible_to(member).filter(account__in=accounts)
    found = {stop.account_id: stop for stop in stops.select_related("account")}
    return [Switch(each, found.get(each.pk), each.automations_on) for each in accounts]


def story(stop: AutomationStop) -> str:
    """Since when, by whom and why, as a piece of HTML."""
    words = _("since {time} by {who}: {because}")
    return format_html(words, **_parts(stop))


def _line(stop: AutomationStop, *, alone: bool) -> Line:
    if stop.account:
        words = (
            _("Automations are stopped for {account} since {time} by {who}: {because}.")
            if alone
            else _("{account} since {time} by {who}: {because}.")
        )
    else:
        words = (
            _("All automations are stopped since {time} by {who}: {because}.")
            if alone
            else _("All accounts since {time} by {who}: {because}.")
        )
    return Line(
        key=str(stop.account_id or WORKSPACE),
        whole=stop.account is None,
        words=format_html(words, **_parts(stop)),
        url=address(stop.account_id),
        name=str(stop.account) if stop.account else _("all accounts"),
    )


def _parts(stop: AutomationStop) -> dict[str, SafeString]:
    named = format_html("<strong>{}</strong>", stop.account) if stop.account else SafeString("")
    return {
        "account": named,
        "time": _time(stop),
        "who": format_html("<bdi>{}</bdi>", stop.who),
        "because": format_html("<bdi>{}</bdi>", stop.because.rstrip(" .")),
    }


def _time(stop: AutomationStop) -> SafeString:
    """12:04 today, Tue 12:04 this week, else 3 Mar 12:04; the page rewrites it in its own zone."""
    local = localtime(stop.at)
    days = (localtime().date() - local.date()).days
    form = "H:i" if days == 0 else "D H:i" if 0 < days < 7 else "j M H:i"
    context = {
        "at": stop.at,
        "form": "start",
        "text": date_format(local, form),
        "full": date_format(local, "j F Y, H:i"),
    }
    return render_to_string("_time.html", context)
