"""What the account has published, and switching comments on and off."""

from integrations.sandbox import posts
from integrations.sandbox.accounts import BASIC, COMMENTS
from integrations.sandbox.errors import refuse
from integrations.sandbox.posts import Post

from .call import Call, Json
from .fields import parse, pick


async def one(call: Call) -> Json:
    call.need(BASIC)
    post = posts.of(call.world, call.account.ig_id, call.parts[0])
    if post.is_gone(call.now):
        raise refuse(1609005)
    return pick(posts.shown(call.world, post), parse(call.text("fields", "id")), "IGMedia")


async def published(call: Call) -> Json:
    return _page(call, ("FEED", "REELS", "AD"))


async def stories(call: Call) -> Json:
    return _page(call, ("STORY",))


async def live(call: Call) -> Json:
    return _page(call, ("LIVE",))


async def change(call: Call) -> Json:
    """``comment_enabled=true`` or ``false``."""
    call.need(COMMENTS, 200)
    value = call.text("comment_enabled").lower()
    if value not in ("true", "false"):
        raise refuse(100, message="The parameter comment_enabled is required.")
    sql = "UPDATE media SET comments_on = ? WHERE ig_id = ? AND id = ?"
    call.world.store.run(sql, int(value == "true"), call.account.ig_id, call.parts[0])
    return {"success": True}


def _page(call: Call, products: tuple[str, ...]) -> Json:
    call.need(BASIC)
    wanted = parse(call.text("fields", "id"))
    found = [
        post for post in posts.all_of(call.world, call.account.ig_id) if post.product in products
    ]
    rows = [
        pick(posts.shown(call.world, post), wanted, "IGMedia") for post in found if _up(call, post)
    ]
    return {"data": rows}


def _up(call: Call, post: Post) -> bool:
    return not post.is_gone(call.now) and (post.product != "LIVE" or post.is_live(call.now))
