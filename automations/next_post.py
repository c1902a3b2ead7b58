"""“The next post”: a rule that waits for one is tied to it by the first comment under it (K-1).

A comment names its post and not when that was published. The platform tells it a moment later, and
until then such a comment is left: automations.left_comments brings it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from automations.definition import RuleDefinition, stored
from automations.models import Rule
from automations.publishing import lock_rules, write_version
from inbox.accounts.models import Account
from inbox.threads.models import Message, Post
from inbox.threads.posts import post_id

# So long a comment waits to be told how old its post is; then it is decided without.
PATIENCE = timedelta(seconds=30)


def settle(messages: Sequence[Message]) -> set[int]:
    """Tie waiting rules to the posts of ``messages``; the ids of those that are to be left for now.

    To be called before anything is matched, in the transaction that decides; a rule that was tied
    here is another version of itself, which a matcher asked for afterwards knows.
    """
    comments = [one for one in messages if one.kind == Message.Kind.COMMENT and post_id(one)]
    left: set[int] = set()
    for account in {comment.account_id: comment.thread.account for comment in comments}.values():
        here = [comment for comment in comments if comment.account_id == account.pk]
        left |= _settle_of(account, here)
    return left


def _waiting_rules(account: Account) -> list[Rule]:
    """The rules of the account that wait for its next post, in their order."""
    rules = Rule.everywhere.in_force(account).filter(live__definition__where__next_post=True)
    return [rule for rule in rules if _waits(rule)]


def _settle_of(account: Account, comments: Sequence[Message]) -> set[int]:
    rules = _waiting_rules(account)
    if not rules:
        return set()
    named = {post_id(comment) for comment in comments}
    found = Post.everywhere.filter(account=account, external_id__in=named)
    posts = {post.external_id: post for post in found}
    for post in sorted(posts.values(), key=lambda one: one.published_at or timezone.now()):
        _tie(rules, post)
    now = timezone.now()
    return {one.pk for one in comments if _is_to_be_dated(posts.get(post_id(one)), one, now)}


def _is_to_be_dated(post: Post | None, comment: Message, now: datetime) -> bool:
    """Whether somebody is just asking how old its post is: of a new post, and not for long."""
    if post is None:
        return now - comment.created_at < PATIENCE
    return post.published_at is None and now - post.created_at < PATIENCE


def _tie(rules: Iterable[Rule], post: Post) -> None:
    for rule in rules:
        if _waits(rule) and _is_next(rule, post):
            lock_rules(rule.workspace_id)
            rule.refresh_from_db()
            if _waits(rule) and _is_next(rule, post):
                _write(rule, post)


def _waits(rule: Rule) -> bool:
    where = _definition(rule).where
    return where is not None and where.next_post and not where.posts


def _is_next(rule: Rule, post: Post) -> bool:
    """Published after the rule was, and of a kind that it is for."""
    where = _definition(rule).where
    if rule.live is None or where is None or post.published_at is None:
        return False
    fits = not where.kinds or post.kind in where.kinds
    return fits and post.published_at > rule.live.published_at


def _write(rule: Rule, post: Post) -> None:
    """As a version of its own, so that its history says which post it became; a draft goes on."""
    draft, drafted_at = rule.draft, rule.drafted_at
    write_version(rule, _tied(_definition(rule), post), None, who=_("The next post"))
    if draft is not None:
        rule.draft, rule.drafted_at = _tied(stored(draft), post).to_json(), drafted_at
        rule.save(update_fields=["draft", "drafted_at"])


def _tied(definition: RuleDefinition, post: Post) -> RuleDefinition:
    where = definition.where
    if where is None or not where.next_post or where.posts:
        return definition
    narrowed = msgspec.structs.replace(where, posts=(post.external_id,))
    changed: dict[str, Any] = {"where": narrowed}
    return msgspec.structs.replace(definition, **changed)


def _definition(rule: Rule) -> RuleDefinition:
    return stored(rule.live.definition if rule.live else {"on": [], "steps": []})
