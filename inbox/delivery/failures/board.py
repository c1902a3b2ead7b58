"""Everything that the board of failures shows, asked for once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.accounts.models import Account, Member
from inbox.delivery.failures import figures, scope
from inbox.delivery.failures.asked import Asked
from inbox.delivery.failures.chart import Chart
from inbox.delivery.failures.figures import Figures, Part, Tile
from inbox.delivery.failures.held import Held
from inbox.delivery.failures.spike import Spike


@dataclass(frozen=True, slots=True)
class Board:
    """``tiles`` are reasons with something to tell, ``quiet`` those without."""

    total: int
    before: int
    unhandled: int
    tiles: list[Tile]
    quiet: list[Tile]
    chart: Chart
    accounts: list[Part]
    rules: list[Part]
    spike: Spike | None
    held: Held
    being_checked: int
    account_choices: list[tuple[int, str]]
    rule_choices: list[tuple[int, str]]

    @classmethod
    def of(cls, member: Member, asked: Asked, now: datetime) -> Board:
        """As many queries however much there is: eight, or nine with a spike to explain."""
        sends = scope.of(member)
        accounts = _accounts(member)
        numbers = Figures.of(sends, asked, now)
        narrowed = asked.of(sends)
        left = figures.unhandled(narrowed)
        held = Held.of(narrowed, accounts, now)
        tiles = numbers.tiles(left, held.by_reason)
        rule_names = figures.rule_names(sends, numbers.newest_of_rule)
        account_names = {each.pk: str(each) for each in accounts}
        return cls(
            total=numbers.total,
            before=numbers.before.total(),
            unhandled=sum(left.values()),
            tiles=[tile for tile in tiles if tile.matters],
            quiet=[tile for tile in tiles if not tile.matters],
            chart=Chart.of(numbers.steps, asked.span),
            accounts=numbers.accounts(account_names, asked),
            rules=numbers.rules(rule_names, asked),
            spike=Spike.of(narrowed, accounts, now),
            held=held,
            being_checked=scope.being_checked(narrowed),
            account_choices=list(account_names.items()),
            rule_choices=_rule_choices(rule_names, asked),
        )


def _accounts(member: Member) -> list[Account]:
    """By name, each with its lane."""
    found = Account.objects.visible_to(member).select_related("lane")
    return list(found.order_by("username", "pk"))


def _rule_choices(names: dict[int, str], asked: Asked) -> list[tuple[int, str]]:
    """The rules that failed in the span; the one asked for also when it did not."""
    if asked.rule is not None and asked.rule not in names:
        names = names | {asked.rule: f"#{asked.rule}"}
    return sorted(names.items(), key=lambda choice: choice[1].casefold())
