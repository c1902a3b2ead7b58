"""Comments under the account's posts: read, answer in public, hide, delete."""

from integrations.sandbox import posts
from integrations.sandbox.accounts import COMMENTS
from integrations.sandbox.clock import iso
from integrations.sandbox.errors import refuse
from integrations.sandbox.posts import Comment, Post

from .call import Call, Json
from .fields import Field, parse, pick

DEFAULT = "id,text,timestamp"


async def one(call: Call) -> Json:
    call.need(COMMENTS, 200)
    comment, post = _there(call)
    return pick(_shown(call, comment, post), parse(call.text("fields", DEFAULT)), "IGComment")


async def replies(call: Call) -> Json:
    call.need(COMMENTS, 200)
    comment, post = _there(call)
    found = posts.comments(call.world, post, comment)
    return _page(call, found, post, parse(call.text("fields", DEFAULT)))


async def of_post(call: Call) -> Json:
    """Live comments are readable only during the broadcast."""
    call.need(COMMENTS, 200)
    post = posts.of(call.world, call.account.ig_id, call.parts[0])
    if post.product == "LIVE" and not post.is_live(call.now):
        raise call.missing(post.id)
    found = posts.comments(call.world, post)
    return _page(call, found, post, parse(call.text("fields", DEFAULT)))


async def reply(call: Call) -> Json:
    """A public answer; the app hears of it like of any comment, as its own."""
    call.need(COMMENTS, 200)
    comment, post = _there(call)
    text = call.text("message")
    if not text:
        raise refuse(100, message="The parameter message is required.")
    if comment.hidden or post.product == "LIVE" or not post.comments_on:
        raise refuse(100, message="Replies are not possible on this comment.")
    top = _top(call, comment)
    if any(one.is_own and one.text == text for one in posts.comments(call.world, post, top)):
        raise refuse(506)
    written = posts.comment(
        call.world,
        call.account,
        post,
        text,
        igsid=None,
        username=call.account.username,
        at=call.now,
        parent=top,
    )
    return {"id": written.id}


async def hide(call: Call) -> Json:
    """The owner's own comments stay visible whatever is asked."""
    call.need(COMMENTS, 200)
    comment, post = _there(call)
    value = call.text("hide").lower()
    if value not in ("true", "false"):
        raise refuse(100, message="Param hide must be a boolean.")
    _not_live(post)
    if not comment.is_own:
        posts.change_comment(call.world, comment, hidden=int(value == "true"))
    return {"success": True}


async def delete(call: Call) -> Json:
    call.need(COMMENTS, 200)
    comment, post = _there(call)
    _not_live(post)
    posts.change_comment(call.world, comment, deleted=1)
    return {"success": True}


def _there(call: Call) -> tuple[Comment, Post]:
    comment = posts.comment_of(call.world, call.account.ig_id, call.parts[0])
    post = posts.of(call.world, call.account.ig_id, comment.media_id)
    over = post.product == "LIVE" and not post.is_live(call.now)
    if comment.deleted or over:
        raise call.missing(comment.id)
    return comment, post


def _top(call: Call, comment: Comment) -> Comment:
    if comment.parent_id is None:
        return comment
    return posts.comment_of(call.world, call.account.ig_id, comment.parent_id)


def _not_live(post: Post) -> None:
    if post.product == "LIVE":
        raise refuse(100, message="This is not possible for comments on live media.")


def _page(call: Call, found: list[Comment], post: Post, wanted: dict[str, Field]) -> Json:
    rows = [pick(_shown(call, one, post), wanted, "IGComment") for one in found]
    ends = {"before": found[0].id, "after": found[-1].id} if found else {}
    return {"data": rows, "paging": {"cursors": ends}} if found else {"data": []}


def _shown(call: Call, comment: Comment, post: Post) -> Json:
    author = {"id": comment.igsid or call.account.ig_id, "username": comment.username}
    answers = posts.comments(call.world, post, comment) if comment.parent_id is None else []
    return {
        "id": comment.id,
        "text": comment.text,
        "timestamp": iso(comment.at),
        "from": author,
        "username": comment.username,
        "user": {"id": call.account.ig_id} if comment.is_own else None,
        "parent_id": comment.parent_id,
        "hidden": comment.hidden,
        "like_count": 0,
        "media": {"id": post.id, "media_product_type": post.product},
        "replies": {"data": [_brief(one) for one in answers]} if answers else None,
        "legacy_instagram_comment_id": None,
    }


def _brief(comment: Comment) -> Json:
    return {"id": comment.id, "text": comment.text, "timestamp": iso(comment.at)}
