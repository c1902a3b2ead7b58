"""One message to a comment's author: once, within seven days, on a live video while it lasts."""

from integrations.sandbox import messages, posts
from integrations.sandbox.accounts import COMMENTS
from integrations.sandbox.errors import refuse
from integrations.sandbox.posts import Comment, Post
from integrations.sandbox.windows import PRIVATE_REPLY

from . import rules
from .arrival import arrived
from .call import Call, Json
from .content import read


async def send(call: Call, comment_id: str) -> Json:
    """It opens no window and gives no consent; only the person's answer does."""
    call.need(COMMENTS, 200)
    comment = posts.find_comment(call.world, call.account.ig_id, comment_id)
    if comment is None or not _may(call, comment):
        raise refuse(100, 2534025)
    contact = call.world.people.scoped(call.account.ig_id, comment.igsid or "")
    if contact is None:
        raise refuse(100, 2534025)
    rules.reachable(call, contact)
    kind, content = await read(call, call.object("message"))
    if kind != "text":
        raise refuse(100, 2534015)
    posts.change_comment(call.world, comment, replied_at=call.now)
    said = messages.keep(
        call.world,
        contact,
        content,
        source="api",
        kind="private_reply",
        at=call.now,
        comment_id=comment.id,
    )
    return await arrived(call, contact, said)


def _may(call: Call, comment: Comment) -> bool:
    if comment.is_own or comment.deleted or comment.replied_at is not None:
        return False
    post = posts.of(call.world, call.account.ig_id, comment.media_id)
    call.take("live_replies_per_second" if post.product == "LIVE" else "private_replies_per_hour")
    call.take("messages_per_hour")
    return _in_time(post, comment, call.now)


def _in_time(post: Post, comment: Comment, now: int) -> bool:
    if post.product == "LIVE":
        return post.is_live(now)
    return now - comment.at < PRIVATE_REPLY
