"""What the business shows: posts, reels, ads, stories and live videos, and the comments on them."""

from dataclasses import dataclass
from typing import Any

from .accounts import Account
from .clock import DAY, iso
from .webhooks import shapes
from .world import World

STORY_LIFE = DAY


@dataclass(frozen=True, slots=True)
class Post:
    id: str
    ig_id: str
    product: str  # FEED, REELS, STORY, LIVE or AD
    caption: str
    picture: str
    ad_id: str
    ad_title: str
    comments_on: bool
    at: int
    ended_at: int | None

    def is_live(self, now: int) -> bool:
        return self.product == "LIVE" and (self.ended_at is None or now < self.ended_at)

    def is_gone(self, now: int) -> bool:
        """A story after a day."""
        return self.product == "STORY" and now >= self.at + STORY_LIFE


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    ig_id: str
    media_id: str
    parent_id: str | None
    igsid: str | None  # None: the business wrote it
    username: str
    text: str
    at: int
    hidden: bool
    deleted: bool
    replied_at: int | None  # the one private reply has been sent

    @property
    def is_own(self) -> bool:
        return self.igsid is None


def publish(world: World, account: Account, product: str, picture: str, **more: Any) -> Post:
    """Put something up, ``at`` now unless given."""
    number = str(more.pop("id", "") or world.mints.media_id())
    more.setdefault("at", world.clock.now())
    world.store.insert(
        "media", id=number, ig_id=account.ig_id, product=product, picture=picture, **more
    )
    world.hub.say("posts", account=account.ig_id)
    return of(world, account.ig_id, number)


def find(world: World, ig_id: str, number: str) -> Post | None:
    row = world.store.one("SELECT * FROM media WHERE ig_id = ? AND id = ?", ig_id, number)
    return Post(**{**dict(row), "comments_on": bool(row["comments_on"])}) if row else None


def of(world: World, ig_id: str, number: str) -> Post:
    post = find(world, ig_id, number)
    if post is None:
        raise LookupError(f"There is no post {number}")
    return post


def all_of(world: World, ig_id: str) -> list[Post]:
    """Newest first."""
    rows = world.store.all(
        "SELECT * FROM media WHERE ig_id = ? ORDER BY at DESC, rowid DESC", ig_id
    )
    return [Post(**{**dict(row), "comments_on": bool(row["comments_on"])}) for row in rows]


def comment(
    world: World,
    account: Account,
    post: Post,
    text: str,
    *,
    igsid: str | None,
    username: str,
    at: int,
    parent: Comment | None = None,
) -> Comment:
    """Write a comment and tell the app. A reply to a reply hangs under the top one."""
    number = world.mints.comment_id()
    parent_id = (parent.parent_id or parent.id) if parent else None
    world.store.insert(
        "comments",
        id=number,
        ig_id=account.ig_id,
        media_id=post.id,
        parent_id=parent_id,
        igsid=igsid,
        username=username,
        text=text,
        at=at,
    )
    written = comment_of(world, account.ig_id, number)
    world.hub.say("posts", account=account.ig_id)
    if account.option("public"):
        world.notify(account, "changes", _event(account, post, written))
    return written


def find_comment(world: World, ig_id: str, number: str) -> Comment | None:
    row = world.store.one("SELECT * FROM comments WHERE ig_id = ? AND id = ?", ig_id, number)
    return _comment(row) if row else None


def comment_of(world: World, ig_id: str, number: str) -> Comment:
    found = find_comment(world, ig_id, number)
    if found is None:
        raise LookupError(f"There is no comment {number}")
    return found


def comments(world: World, post: Post, parent: Comment | None = None) -> list[Comment]:
    """Top-level comments of a post, or the replies to one; oldest first, deleted ones left out."""
    top = parent.id if parent else None
    rows = world.store.all(
        "SELECT * FROM comments WHERE media_id = ? AND parent_id IS ? AND deleted = 0"
        " ORDER BY at, rowid",
        *(post.id, top),
    )
    return [_comment(row) for row in rows]


def change_comment(world: World, found: Comment, **columns: Any) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    sql = f"UPDATE comments SET {names} WHERE id = ?"  # noqa: S608
    world.store.run(sql, *columns.values(), found.id)
    world.hub.say("posts", account=found.ig_id)


def picture_url(world: World, picture: str) -> str:
    return f"{world.settings.url}/media/{picture}"


def shown(world: World, post: Post) -> dict[str, Any]:
    """A post with every field that the Graph API knows."""
    kind = "VIDEO" if post.product in ("REELS", "LIVE") else "IMAGE"
    link = picture_url(world, post.picture)
    return {
        "id": post.id,
        "caption": post.caption,
        "media_type": kind,
        "media_product_type": post.product,
        "media_url": link,
        "thumbnail_url": link,
        "permalink": f"{world.settings.url}/p/{post.id}/",
        "timestamp": iso(post.at),
        "username": world.accounts.of(post.ig_id).username,
        "comments_count": len(comments(world, post)),
        "like_count": 0,
        "is_comment_enabled": post.comments_on,
    }


def _event(account: Account, post: Post, written: Comment) -> dict[str, Any]:
    author = {"id": written.igsid or account.ig_id, "username": written.username}
    if written.is_own:
        author["self_ig_scoped_id"] = account.app_scoped_id
    media = {"id": post.id, "media_product_type": post.product}
    if post.ad_id:
        media |= {"ad_id": post.ad_id, "ad_title": post.ad_title, "original_media_id": post.id}
    said = {"id": written.id, "text": written.text, "parent_id": written.parent_id}
    return shapes.comment(said, author, media)


def _comment(row: Any) -> Comment:
    values = dict(row)
    return Comment(
        **{**values, "hidden": bool(values["hidden"]), "deleted": bool(values["deleted"])}
    )
