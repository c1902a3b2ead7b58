"""A workspace's rules as one JSON document: taken in whole or not at all, and written out again."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from automations.definition import VERSION, BadRules, NamedRule, read
from automations.models import Rule
from automations.publishing import lock_rules, next_edition, write_version
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
    lock_rules(workspace.pk)
    accounts = _accounts(workspace, rules)
    rows = Rule.objects.in_workspace(workspace).select_related("live", "account")
    known = {rule.name: rule for rule in rows}
    result = Imported()
    for rule in rules:
        account = accounts[rule.account] if rule.account else None
        row = known.get(rule.name)
        if row is None:
            _append(workspace, rule, account)
            result.added.append(rule.name)
        elif _named(row) == rule:
            result.unchanged.append(rule.name)
        else:
            _replace(row, rule, account)
            result.replaced.append(rule.name)
    return result


def export_rules(workspace: Workspace) -> str:
    """The document that ``import_rules`` takes: what is live, in its order. Drafts stay here."""
    rows = Rule.objects.in_workspace(workspace).select_related("account", "live")
    document = {
        "version": VERSION,
        "rules": [named.in_file() for row in rows.order_by("position") if (named := _named(row))],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


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


def _append(workspace: Workspace, rule: NamedRule, account: Account | None) -> None:
    last = Rule.objects.in_workspace(workspace).aggregate(last=Max("position"))["last"]
    row = Rule.everywhere.create(
        workspace=workspace,
        account=account,
        name=rule.name,
        position=0 if last is None else last + 1,
        is_on=rule.is_on,
        draft=rule.definition.to_json(),
        edition=next_edition(workspace.pk),
    )
    write_version(row, rule.definition, None)


def _replace(row: Rule, rule: NamedRule, account: Account | None) -> None:
    """What was drafted meanwhile is replaced too: the file says what the rule is."""
    row.account, row.is_on = account, rule.is_on
    row.save(update_fields=["account", "is_on"])
    write_version(row, rule.definition, None)


def _named(row: Rule) -> NamedRule | None:
    """The rule as a file would say it; None while it was never live."""
    if row.live is None:
        return None
    named = {
        "name": row.name,
        "account": row.account.username if row.account else None,
        "is_on": row.is_on,
    }
    return msgspec.convert(row.live.definition | named, NamedRule)
