"""A workspace's rules as one JSON document: taken in whole or not at all, and written out again."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from automations.definition import VERSION, BadRules, NamedRule, read, stored
from automations.models import Rule
from inbox.accounts.models import Account, Workspace


@dataclass(slots=True)
class Imported:
    """What an import did, by the rules' names."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def import_rules(workspace: Workspace, source: str | bytes) -> Imported:
    """Replace the rules of the same name, append the others; BadRules leaves all as it was."""
    rules = read(source)
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # one import at a time
    accounts = _accounts(workspace, rules)
    known = {rule.name: rule for rule in Rule.objects.in_workspace(workspace)}
    version = next_version(workspace)
    result = Imported()
    for rule in rules:
        account = accounts[rule.account] if rule.account else None
        row = known.get(rule.name)
        if row is None:
            _append(workspace, rule, account, version)
            result.added.append(rule.name)
        elif _named(row) == rule:
            result.unchanged.append(rule.name)
        else:
            _replace(row, rule, account, version)
            result.replaced.append(rule.name)
    return result


def export_rules(workspace: Workspace) -> str:
    """The document that ``import_rules`` takes, the rules in their order."""
    rows = Rule.objects.in_workspace(workspace).select_related("account").order_by("position")
    document = {"version": VERSION, "rules": [_named(row).to_json() for row in rows]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def next_version(workspace: Workspace) -> int:
    """A number above every one that the workspace's rules ever had: milliseconds since 1970.

    Rules are deleted too, so one more than the newest that is left would not do.
    """
    newest = Rule.objects.in_workspace(workspace).aggregate(newest=Max("version"))["newest"] or 0
    return max(newest + 1, int(timezone.now().timestamp() * 1000))


def _accounts(workspace: Workspace, rules: list[NamedRule]) -> dict[str, Account]:
    """The accounts that the rules name, or BadRules for those that are not there."""
    accounts = {account.username: account for account in Account.objects.in_workspace(workspace)}
    connected = ", ".join(sorted(accounts)) or _("none")
    problems = [
        _(
            "rule %(number)d “%(name)s”: account: “%(account)s” is not connected here; "
            "connected are: %(connected)s."
        )
        % {
            "number": number,
            "name": rule.name,
            "account": rule.account,
            "connected": connected,
        }
        for number, rule in enumerate(rules, 1)
        if rule.account is not None and rule.account not in accounts
    ]
    if problems:
        raise BadRules(problems)
    return accounts


def _append(workspace: Workspace, rule: NamedRule, account: Account | None, version: int) -> None:
    last = Rule.objects.in_workspace(workspace).aggregate(last=Max("position"))["last"]
    Rule.everywhere.create(
        workspace=workspace,
        account=account,
        name=rule.name,
        position=0 if last is None else last + 1,
        is_on=rule.is_on,
        definition=rule.definition,
        version=version,
    )


def _replace(row: Rule, rule: NamedRule, account: Account | None, version: int) -> None:
    Rule.everywhere.filter(pk=row.pk).update(
        account=account, is_on=rule.is_on, definition=rule.definition, version=version
    )


def _named(row: Rule) -> NamedRule:
    definition = stored(row.definition)
    return NamedRule(
        name=row.name,
        account=row.account.username if row.account else None,
        is_on=row.is_on,
        **{name: getattr(definition, name) for name in definition.__struct_fields__},
    )
