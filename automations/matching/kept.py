"""Matchers as a process keeps them: built when first asked for, and again when rules change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from automations.matching.matcher import Matcher
from automations.models import Rule
from inbox.accounts.models import Account

_MOST = 64  # workspaces; the one that was not asked for longest goes first
_Edition = tuple[int, int]


@dataclass(slots=True)
class _Workspace:
    """What is built for a workspace; its accounts share it."""

    edition: _Edition | None = None
    matcher: Matcher = field(default_factory=lambda: Matcher([]))
    owners: list[int | None] = field(default_factory=list)  # account of each rule; None is all
    of_account: dict[int, Matcher] = field(default_factory=dict)
    building: Lock = field(default_factory=Lock)  # one thread builds, others wait for it


_kept: OrderedDict[int, _Workspace] = OrderedDict()
_keeping = Lock()  # held for a moment only, never while building


def matcher_for(account: Account) -> Matcher:
    """The rules that are live for ``account`` now.

    Asks the database for one number each time, so an edit holds from the next message on in every
    process; without an edit nothing is built.
    """
    edition = Rule.everywhere.edition(account.workspace_id)
    workspace = _workspace(account.workspace_id)
    with workspace.building:
        if workspace.edition != edition:
            _renew(workspace, account.workspace_id)
        return _of_account(workspace, account.pk)


def _workspace(workspace_id: int) -> _Workspace:
    with _keeping:
        found = _kept.setdefault(workspace_id, _Workspace())
        _kept.move_to_end(workspace_id)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
        return found


def _renew(workspace: _Workspace, workspace_id: int) -> None:
    """Build unless another thread has just done so. The number first: rules may change between."""
    edition = Rule.everywhere.edition(workspace_id)
    if workspace.edition == edition:
        return
    live = Rule.everywhere.filter(workspace=workspace_id, is_on=True, live__isnull=False)
    rows = list(live.select_related("live").order_by("position"))
    workspace.matcher = Matcher.of(rows, before=workspace.matcher)
    workspace.owners = [row.account_id for row in rows]
    workspace.of_account = {}
    workspace.edition = edition


def _of_account(workspace: _Workspace, account_id: int) -> Matcher:
    found = workspace.of_account.get(account_id)
    if found is None:
        owners = enumerate(workspace.owners)
        mine = frozenset(place for place, owner in owners if owner in (None, account_id))
        found = workspace.of_account[account_id] = workspace.matcher.only(mine)
    return found
