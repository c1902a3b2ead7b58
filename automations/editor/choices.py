"""What an editor may choose from: accounts, posts, labels, teams, colleagues."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers

from automations.models import Rule
from inbox.accounts.channels import CHANNELS, Capabilities
from inbox.accounts.models import Account, Member, Team
from inbox.contacts.models import Captured, Label
from inbox.threads.models import Post

MOST_POSTS = 24  # newest first; the others are found by searching


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that the page offers, read once for a page."""

    accounts: list[Account]
    posts: list[Post]
    labels: list[str]
    teams: list[str]
    members: list[tuple[str, str]]  # e-mail address, name
    fields: list[str]
    limits: Capabilities

    @classmethod
    def of(cls, rule: Rule, chosen_posts: tuple[str, ...], search: str = "") -> Choices:
        workspace = rule.workspace_id
        accounts = list(Account.objects.in_workspace(workspace).order_by("username", "pk"))
        people = Member.objects.in_workspace(workspace).select_related("user")
        captured = Captured.objects.in_workspace(workspace).order_by("field")
        fields = set(captured.values_list("field", flat=True).distinct()[:100])
        channel = next((one.channel for one in accounts), next(iter(CHANNELS)))
        return cls(
            accounts=accounts,
            posts=posts_of(rule, chosen_posts, search),
            labels=list(Label.objects.in_workspace(workspace).values_list("name", flat=True)),
            teams=list(Team.objects.in_workspace(workspace).values_list("name", flat=True)),
            members=sorted((one.user.email, one.name) for one in people),
            fields=sorted(fields | {"email", "phone"}),
            limits=CHANNELS[channel],
        )

    @property
    def emails(self) -> list[str]:
        """The members' addresses."""
        return [email for email, _name in self.members]

    def unknown(self, chosen: tuple[str, ...]) -> list[str]:
        """Posts that were chosen and are not known here, or not any more."""
        known = {post.external_id for post in self.posts}
        return [one for one in chosen if one and one not in known]

    @property
    def countries(self) -> list[str]:
        """Where a phone number may be from, in two letters."""
        return sorted(phonenumbers.SUPPORTED_REGIONS)


def posts_of(rule: Rule, chosen: tuple[str, ...], search: str = "") -> list[Post]:
    """The posts to choose from: the chosen, then the newest whose caption has ``search``."""
    known = Post.objects.in_workspace(rule.workspace_id).select_related("account")
    if rule.account_id:
        known = known.filter(account=rule.account_id)
    ticked = list(known.filter(external_id__in=chosen))
    others = known.exclude(external_id__in=chosen).order_by("-published_at", "-pk")
    if search:
        others = others.filter(caption__icontains=search)
    return [*ticked, *others[:MOST_POSTS]]
