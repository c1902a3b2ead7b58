"""Posts as comments name them: made known when one arrives, and the comments that are under one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox.threads.models import Message, Post, Thread
from inbox.threads.models.message import MessageQuerySet


@dataclass(frozen=True, slots=True)
class Named:
    """A post as a comment names it; ``at`` is when the comment was written."""

    workspace_id: int
    account_id: int
    external_id: str
    kind: str
    at: datetime

    @property
    def place(self) -> tuple[int, str]:
        return self.account_id, self.external_id


def know(named: Iterable[Named]) -> list[Post]:
    """These posts, made known where they were not, each once.

    Comments on a live video come only while it is broadcast: one that is newer than the end that
    was found takes the end back (W-6).
    """
    newest: dict[tuple[int, str], Named] = {}
    for each in named:
        if each.place not in newest or newest[each.place].at < each.at:
            newest[each.place] = each
    posts = _find(newest)
    # Always in one order: workers that make the same posts wait for each other, never in a circle.
    if missing := [newest[place] for place in sorted(newest.keys() - posts.keys())]:
        Post.everywhere.bulk_create([_new(each) for each in missing], ignore_conflicts=True)
        posts |= _find({each.place: each for each in missing})
    for place, post in sorted(posts.items()):
        if post.over_at and newest[place].at > post.over_at:
            Post.everywhere.filter(pk=post.pk).update(over_at=None)
            post.over_at = None
    return list(posts.values())


def comments_on(post: Post, since: datetime) -> MessageQuerySet:
    """What contacts wrote under ``post`` since then, found through the threads that moved since."""
    return Message.everywhere.filter(
        thread__workspace=post.workspace_id,
        thread__account=post.account_id,
        thread__last_item_at__gte=since,
        origin=Message.Origin.CONTACT,
        kind=Message.Kind.COMMENT,
        sent_at__gte=since,
        context__post__id=post.external_id,
    )


def shown_with(thread: Thread, comments: Sequence[Message]) -> dict[str, Post]:
    """The posts of a thread's comments by the platform's id, in one query."""
    if not (ids := {post_id(comment) for comment in comments} - {""}):
        return {}
    posts = Post.objects.in_workspace(thread.workspace_id)
    found = posts.filter(account=thread.account_id, external_id__in=ids)
    return {post.external_id: post for post in found}


def post_id(comment: Message) -> str:
    """The platform's id of the post a comment is under, empty where it names none."""
    post = comment.context.get("post")
    return str(post.get("id", "")) if isinstance(post, dict) else ""


def _find(places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Post]:
    wanted = set(places)
    found = Post.everywhere.filter(
        account__in={account_id for account_id, _ in wanted},
        external_id__in={external_id for _, external_id in wanted},
    )
    by_place = {(post.account_id, post.external_id): post for post in found}
    return {place: by_place[place] for place in wanted & by_place.keys()}


def _new(named: Named) -> Post:
    return Post(
        workspace_id=named.workspace_id,
        account_id=named.account_id,
        external_id=named.external_id,
        kind=named.kind if named.kind in Post.Kind.values else Post.Kind.FEED,
    )
