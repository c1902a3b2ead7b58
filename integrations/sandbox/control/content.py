"""Posts, reels, stories and live videos, and the bytes of photos."""

from importlib import resources
from typing import Any

from integrations.sandbox import posts
from integrations.sandbox.posts import Comment, Post

from .desk import Desk, Json

SAMPLE = (
    ("FEED", "bread.jpg", "Sourdough, out of the oven at seven. Which one is yours?"),
    ("FEED", "cake.jpg", "Birthday cakes to order. Comment CAKE and we send you the list."),
    ("REELS", "coffee.jpg", "How we pour the first cup of the day"),
    ("FEED", "croissant.jpg", "Butter, time, patience."),
    ("LIVE", "oven.jpg", "Live from the bakehouse"),
    ("STORY", "shop.jpg", "Open until six today"),
    ("STORY", "macarons.jpg", "New: pistachio"),
    ("AD", "cake.jpg", "A cake for every birthday. Order by Thursday."),
)


async def listed(desk: Desk) -> Json:
    world, account = desk.world, desk.account()
    return {"media": [_post(desk, one) for one in posts.all_of(world, account.ig_id)]}


async def make(desk: Desk) -> Json:
    """``product`` is FEED, REELS, STORY, LIVE or AD."""
    names = ("id", "caption", "ad_id", "ad_title")
    more: dict[str, Any] = {name: desk.given(name) for name in names if desk.given(name)}
    product = desk.given("product", "FEED").upper()
    if product == "AD":
        more = {**_advertised(desk), **more}
    picture = desk.given("picture", "bread.jpg")
    post = posts.publish(desk.world, desk.account(), product, picture, at=desk.at(), **more)
    return _post(desk, post)


async def sample(desk: Desk) -> Json:
    """A few posts, two stories, a live video and an ad, each with its picture."""
    account = desk.account()
    for hours, (product, picture, caption) in enumerate(SAMPLE):
        at = desk.world.clock.now() - hours * 3_600_000
        more = _advertised(desk) if product == "AD" else {}
        posts.publish(desk.world, account, product, picture, caption=caption, at=at, **more)
    return await listed(desk)


async def change(desk: Desk) -> Json:
    """``ended`` stops a live video, ``comments_on`` is the comments' switch, ``again`` reposts."""
    account = desk.account()
    post = posts.of(desk.world, account.ig_id, str(desk.request.path_params["media"]))
    now, run = desk.world.clock.now(), desk.world.store.run
    if "ended" in desk.body:
        ended = now if desk.body["ended"] else None
        run("UPDATE media SET ended_at = ? WHERE id = ?", ended, post.id)
    if "comments_on" in desk.body:
        on = int(bool(desk.body["comments_on"]))
        run("UPDATE media SET comments_on = ? WHERE id = ?", on, post.id)
    if desk.body.get("again"):
        run("UPDATE media SET at = ?, ended_at = NULL WHERE id = ?", now, post.id)
    desk.world.hub.say("posts", account=account.ig_id)
    return _post(desk, posts.of(desk.world, account.ig_id, post.id))


async def comments(desk: Desk) -> Json:
    """Every comment of the account, oldest first, deleted ones marked."""
    account = desk.account()
    sql = "SELECT id FROM comments WHERE ig_id = ? ORDER BY at, rowid"
    rows = desk.world.store.all(sql, account.ig_id)
    found = [posts.comment_of(desk.world, account.ig_id, row["id"]) for row in rows]
    return {"comments": [comment(one) for one in found]}


def _advertised(desk: Desk) -> Json:
    return {"ad_id": desk.world.mints.media_id(), "ad_title": "Spring"}


def pictures() -> list[str]:
    """The names of the sample pictures."""
    folder = resources.files("integrations.sandbox") / "pictures"
    return sorted(one.name for one in folder.iterdir() if one.name.endswith(".jpg"))


def comment(written: Comment) -> Json:
    return {
        "id": written.id,
        "media": written.media_id,
        "parent": written.parent_id,
        "from": "business" if written.is_own else "person",
        "igsid": written.igsid,
        "username": written.username,
        "text": written.text,
        "at": written.at,
        "hidden": written.hidden,
        "deleted": written.deleted,
        "private_reply_at": written.replied_at,
    }


def _post(desk: Desk, post: Post) -> Json:
    world = desk.world
    top = posts.comments(world, post)
    return {
        "id": post.id,
        "product": post.product,
        "caption": post.caption,
        "picture": f"/media/{post.picture}",
        "at": post.at,
        "ad_id": post.ad_id,
        "ad_title": post.ad_title,
        "comments_on": post.comments_on,
        "live": post.is_live(world.clock.now()),
        "gone": post.is_gone(world.clock.now()),
        "comments": [
            {
                **comment(one),
                "replies": [comment(answer) for answer in posts.comments(world, post, one)],
            }
            for one in top
        ],
    }
