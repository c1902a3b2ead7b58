"""All that the list of rules shows, asked for in a handful of queries however many rules it has."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import msgspec

from automations.definition import RuleDefinition, stored
from automations.definition.checker import Finding
from automations.models import AutomationSettings, Rule
from automations.rules import in_words, order
from automations.rules.in_words import Trigger
from automations.rules.warnings import warnings_of
from automations.rules.week import Week, weeks
from inbox.accounts.hours import zone_named
from inbox.accounts.models import Account, Member

CHIPS = 3  # keywords that a row has room for
_EMPTY = RuleDefinition(on=(), steps=())


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as the list shows it; numbers count from 1.

    ``up`` and ``down`` are the numbers that it would get by moving past the row above or below;
    None where there is none to move past.
    """

    rule: Rule
    number: int
    definition: RuleDefinition
    week: Week
    warnings: list[Finding]
    is_last: bool
    has_ended: bool
    up: int | None = None
    down: int | None = None

    @property
    def state(self) -> str:
        """live, changed (there is a draft that is not live) or new (it never was live)."""
        if self.rule.live_id is None:
            return "new"
        return "live" if self.rule.draft is None else "changed"

    @property
    def triggers(self) -> list[Trigger]:
        return in_words.triggers(self.definition)

    @property
    def keywords(self) -> tuple[str, ...]:
        return self.definition.keywords[:CHIPS] if self.definition.match != "any" else ()

    @property
    def more_keywords(self) -> int:
        return max(0, len(self.definition.keywords) - CHIPS) if self.keywords else 0

    @property
    def scope(self) -> str:
        return in_words.scope(self.definition)

    @property
    def schedule(self) -> str:
        return in_words.schedule(self.definition.schedule)


@dataclass(frozen=True, slots=True)
class Listing:
    """The rules of a workspace, or those of one account, in the order in which they are asked."""

    rows: list[Row]
    total: int  # of the workspace
    accounts: list[Account]
    account: Account | None = None
    settings: AutomationSettings = field(default_factory=AutomationSettings)

    @property
    def rules(self) -> list[Row]:
        """Those with a trigger of their own."""
        return [row for row in self.rows if not row.is_last]

    @property
    def fallbacks(self) -> list[Row]:
        return [row for row in self.rows if row.is_last]


def listing(member: Member, account_id: int | None, now: datetime) -> Listing:
    """What ``member`` sees; with ``account_id`` only the rules that answer for that account."""
    accounts = list(Account.objects.visible_to(member).order_by("username", "pk"))
    account = next((one for one in accounts if one.pk == account_id), None)
    reader = _Reader(member, account, now)
    settings = AutomationSettings.everywhere.of(member.workspace_id)
    return Listing(reader.rows(), len(reader.rules), accounts, account, settings)


def shown_definition(rule: Rule) -> RuleDefinition:
    """What runs; of a rule that never ran, what was drafted so far."""
    written = rule.live.definition if rule.live else rule.draft or {}
    try:
        return stored(written)
    except msgspec.ValidationError:  # a draft may be half of a rule
        return _EMPTY


class _Reader:
    """Reads each thing once for all rows."""

    def __init__(self, member: Member, account: Account | None, now: datetime) -> None:
        self.member, self.account, self.now = member, account, now

    @cached_property
    def rules(self) -> list[Rule]:
        rows = Rule.objects.visible_to(self.member)
        return order.in_order(rows.select_related("live", "account"))

    def rows(self) -> list[Row]:
        shown = [
            (number, rule)
            for number, rule in enumerate(self.rules, 1)
            if self.account is None or rule.account_id in (None, self.account.pk)
        ]
        did = weeks(self.member.workspace_id, [rule for _number, rule in shown], self.now)
        definitions = {rule.pk: shown_definition(rule) for rule in self.rules}
        warned = warnings_of(self.member.workspace_id, self.rules, definitions)
        today = self.now.astimezone(zone_named(self.member.workspace.time_zone)).date()
        rows = [
            Row(
                rule,
                number,
                definitions[rule.pk],
                did[rule.pk],
                warned.get(rule.pk, []),
                order.is_last(rule),
                in_words.has_ended(definitions[rule.pk].schedule, today),
            )
            for number, rule in shown
        ]
        return [_with_neighbours(rows, place) for place in range(len(rows))]


def _with_neighbours(rows: list[Row], place: int) -> Row:
    row = rows[place]
    above, below = rows[place - 1 : place] if place else [], rows[place + 1 : place + 2]
    up = [one.number for one in above if one.is_last == row.is_last]
    down = [one.number for one in below if one.is_last == row.is_last]
    return replace(row, up=up[0] if up else None, down=down[0] if down else None)
