"""Matchers as a process keeps them: built when first asked for, and again when rules change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from automations.definition.rules import RuleDefinition, stored
from automations.matching.matcher import Matcher
from automations.matching.rules import CompiledRule
from automations.models import Rule, RuleVersion
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
    columns = ("pk", "name", "live_id", "position", "account_id")
    rows = list(live.order_by("position").values_list(*columns))
    definitions = _definitions(workspace.matcher, {version for _pk, _name, version, *_ in rows})
    rows = [row for row in rows if row[2] in definitions]
    rules = [
        CompiledRule(pk, name, version, position, definitions[version])
        for pk, name, version, position, _account in rows
    ]
    workspace.matcher = Matcher(rules, workspace.matcher)
    workspace.owners = [account for *_, account in rows]
    workspace.of_account = {}
    workspace.edition = edition


def _definitions(matcher: Matcher, versions: set[int]) -> dict[int, RuleDefinition]:
    """Versions stay as written, so only those not known yet are read.

    One that was deleted between two queries is not among them; the edition has changed then, and
    the next message builds again.
    """
    known = {rule.version_id: rule.definition for rule in matcher.rules}
    missing = RuleVersion.everywhere.filter(pk__in=versions - known.keys())
    new = missing.values_list("pk", "definition")
    return known | {pk: stored(definition) for pk, definition in new}


def _of_account(workspace: _Workspace, account_id: int) -> Matcher:
    found = workspace.of_account.get(account_id)
    if found is None:
        owners = enumerate(workspace.owners)
        mine = frozenset(place for place, owner in owners if owner in (None, account_id))
        found = workspace.of_account[account_id] = workspace.matcher.only(mine)
    return found
