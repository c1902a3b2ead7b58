"""Connecting an Instagram account with a token that somebody already has (A-5, L-11)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from inbox.accounts.changes import WindowsChanged, windows
from inbox.accounts.limits import LARGEST, LIMITS, set_limits
from inbox.accounts.models import Account, Workspace
from inbox.accounts.switches import set_windows


class CannotConnect(ValueError):
    """Why an account can't be connected, in one sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """An account's limits and approvals; None leaves what it has, 0 means no limit (L-1 to L-5)."""

    messages_per_hour: int | None = None
    calls_per_second: int | None = None
    tier: int | None = None
    warms_up: bool | None = None
    private_replies_per_hour: int | None = None
    live_replies_per_second: int | None = None
    calls_per_hour: int | None = None
    human_agent_approved: bool | None = None

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


NO_CHANGE = Limits()


@dataclass(frozen=True, slots=True)
class Connected:
    """An account, and whether this call was its first connection."""

    account: Account
    is_new: bool


@transaction.atomic
def connect(
    slug: str, external_id: str, username: str, *, token: str = "", limits: Limits = NO_CHANGE
) -> Connected:
    """Connect the account ``external_id`` to the workspace ``slug``, or update what is known of it.

    The workspace is made when it is missing. Needs no network. An empty ``token`` keeps the one
    there is. Raises CannotConnect, and then nothing has changed.
    """
    username = username.strip().removeprefix("@")
    _check(external_id, username, limits)
    workspace = workspace_named(slug)
    account, is_new = Account.everywhere.select_for_update().get_or_create(
        channel=Account.Channel.INSTAGRAM,
        external_id=external_id,
        defaults={"workspace": workspace, "username": username},
    )
    if account.workspace_id != workspace.pk:
        raise CannotConnect(
            _("Instagram account %(id)s is connected in another workspace; disconnect it there.")
            % {"id": external_id}
        )
    if not (token or account.token):
        raise CannotConnect(_("The account needs an access token; write it to standard input."))
    _update(account, username, token, limits)
    return Connected(account, is_new)


def workspace_named(slug: str, name: str = "", *, is_demo: bool = False) -> Workspace:
    """The workspace ``slug``, made when it is missing. Raises CannotConnect."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise CannotConnect(
            _("A workspace's slug has letters, digits, hyphens and underscores only.")
        ) from None
    if len(slug) > 50:
        raise CannotConnect(_("A workspace's slug has at most 50 characters."))
    made = {"name": name or slug, "is_demo": is_demo}
    return Workspace.objects.get_or_create(slug=slug, defaults=made)[0]


def _check(external_id: str, username: str, limits: Limits) -> None:
    if not re.fullmatch(r"[0-9]{1,32}", external_id):
        raise CannotConnect(_("An Instagram account's id is a number of up to 32 digits."))
    if not re.fullmatch(r"[A-Za-z0-9._]{1,30}", username):
        raise CannotConnect(
            _("An Instagram username has up to 30 letters, digits, dots and underscores.")
        )
    if limits.tier is not None and limits.tier not in (0, *Account.Tier.values):
        raise CannotConnect(_("The tier is 1, 2 or 3, or 0 for no limit."))
    given = limits.given()
    if any(not 0 <= given.get(limit.name, 0) <= LARGEST for limit in LIMITS):
        raise CannotConnect(_("A limit is a whole number from 0 up; 0 means no limit."))


def _update(account: Account, username: str, token: str, limits: Limits) -> None:
    """Approval and limits are set as people set them: audited, and told to who listens."""
    given = limits.given()
    set_windows(account, human_agent=given.pop("human_agent_approved", None))
    set_limits(account, given)
    changed: dict[str, object] = {"username": username}
    if token and account.status == Account.Status.DISCONNECTED:
        windows.announce(WindowsChanged(account.workspace_id, account.pk))
    if token:
        connected = {"status": Account.Status.CONNECTED, "status_detail": ""}
        changed |= {"token": token, **connected}
    for name, value in changed.items():
        setattr(account, name, value)
    account.save(update_fields=list(changed))
