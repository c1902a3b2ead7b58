"""What the checker may know of a rule's surroundings, loaded in few queries and then pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Self

from django.db.models.functions import Lower
from django.utils import timezone

from automations.definition.checker_neighbours import Neighbour, Neighbours
from automations.definition.rules import RuleDefinition, stored
from automations.models import AutomationSettings, Rule
from inbox.accounts.hours import zone_named
from inbox.accounts.models import Account, Member, Team, Workspace
from inbox.threads.models import Post


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What matters of a connected account."""

    username: str
    is_connected: bool = True
    automations_on: bool = True
    may_ask_opt_in: bool = False  # O-6: no account has that access of Meta yet
    open_minutes: int = 24 * 60  # how long an answer keeps the window open (W-1)


@dataclass(frozen=True, slots=True)
class Beside:
    """The surroundings of one rule.

    ``accounts`` are those that it answers for. ``posts`` has what is known of each post that rules
    name; of others nothing is said. ``looks_down``: also name rules below that it hides.
    """

    position: int = 0
    rule_id: int | None = None
    account_id: int | None = None
    neighbours: Neighbours = field(default_factory=lambda: Neighbours(()))
    accounts: tuple[AccountFacts, ...] = ()
    posts: Mapping[str, Literal["known", "gone", "unknown"]] = field(default_factory=dict)
    teams: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()  # e-mail addresses in small letters
    has_hours: bool = True
    automations_on: bool = True
    most_in_a_row: int = 3  # C-3
    today: date = date.min
    looks_down: bool = True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A workspace as the checker sees it, for any number of its rules."""

    shared: Beside
    accounts: Mapping[int, AccountFacts]

    @classmethod
    def load(cls, workspace_id: int) -> Self:
        """Eight queries, however many rules there are."""
        workspace = Workspace.objects.get(pk=workspace_id)
        rules = list(Rule.objects.in_workspace(workspace).select_related("live"))
        accounts = {
            account.pk: _facts_of(account) for account in Account.objects.in_workspace(workspace)
        }
        members = Member.objects.in_workspace(workspace).annotate(email=Lower("user__email"))
        settings = AutomationSettings.everywhere.of(workspace_id)
        shared = Beside(
            neighbours=Neighbours(tuple(_neighbours_of(rules))),
            posts=_posts_of(workspace, rules),
            teams=frozenset(Team.objects.in_workspace(workspace).values_list("name", flat=True)),
            members=frozenset(members.values_list("email", flat=True)),
            has_hours=workspace.opening_hours.exists(),
            automations_on=workspace.automations_on,
            most_in_a_row=settings.in_a_row,
            today=timezone.now().astimezone(zone_named(workspace.time_zone)).date(),
        )
        return cls(shared, accounts)

    def of(self, rule: Rule, *, looks_down: bool = True) -> Beside:
        """Those of ``rule``."""
        one = self.accounts.get(rule.account_id) if rule.account_id else None
        return replace(
            self.shared,
            position=rule.position,
            rule_id=rule.pk,
            account_id=rule.account_id,
            accounts=(one,) if one else tuple(self.accounts.values()),
            looks_down=looks_down,
        )


def beside(rule: Rule) -> Beside:
    """The surroundings of ``rule`` as they are now."""
    return Surroundings.load(rule.workspace_id).of(rule)


def _facts_of(account: Account) -> AccountFacts:
    return AccountFacts(
        username=account.username,
        is_connected=account.status == Account.Status.CONNECTED,
        automations_on=account.automations_on,
        open_minutes=int(account.capabilities.open_for.total_seconds() // 60),
    )


def _neighbours_of(rules: Sequence[Rule]) -> Iterable[Neighbour]:
    """The rules that answer; one that is off or was never live hides nothing."""
    for rule in sorted(rules, key=lambda one: one.position):
        if rule.is_on and rule.live:
            definition = stored(rule.live.definition)
            yield Neighbour(rule.pk, rule.name, rule.position, rule.account_id, definition)


def _posts_of(
    workspace: Workspace, rules: Sequence[Rule]
) -> Mapping[str, Literal["known", "gone", "unknown"]]:
    named = {post for rule in rules for post in _named_posts(rule)}
    if not named:
        return {}
    rows = Post.objects.in_workspace(workspace).filter(external_id__in=named)
    found = dict(rows.values_list("external_id", "problem"))
    return {
        post: ("gone" if found[post] else "known") if post in found else "unknown" for post in named
    }


def _named_posts(rule: Rule) -> Iterable[str]:
    for definition in (rule.draft, rule.live.definition if rule.live else None):
        read: RuleDefinition | None = stored(definition) if definition else None
        if read and read.where:
            yield from read.where.posts
