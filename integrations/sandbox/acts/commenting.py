"""What a person does in public: comments and mentions. It opens no window."""

from integrations.sandbox import posts
from integrations.sandbox.posts import Comment
from integrations.sandbox.webhooks import shapes

from .act import Act


def comment(act: Act) -> Comment:
    """Under ``media``, or as a reply to ``comment``. ValueError where comments are closed."""
    parent = None
    if number := act.text("comment"):
        parent = posts.comment_of(act.world, act.account.ig_id, number)
    media = parent.media_id if parent else act.text("media")
    post = posts.of(act.world, act.account.ig_id, media)
    if not post.comments_on or (post.product == "LIVE" and not post.is_live(act.at)):
        raise ValueError("Comments are closed here")
    return posts.comment(
        act.world,
        act.account,
        post,
        act.text("text"),
        igsid=act.contact.igsid,
        username=act.contact.username,
        at=act.at,
        parent=parent,
    )


def uncomment(act: Act) -> Comment:
    """Delete one's own comment. No event tells the app."""
    written = posts.comment_of(act.world, act.account.ig_id, act.text("comment"))
    if written.igsid != act.contact.igsid:
        raise ValueError("Only one's own comment can be deleted")
    posts.change_comment(act.world, written, deleted=1)
    return written


def mention(act: Act) -> None:
    """The business is named in a comment or caption of somebody else's post."""
    media = act.text("media") or act.world.mints.media_id()
    number = None if act.given.get("in_caption") else act.world.mints.comment_id()
    act.world.notify(act.account, "changes", shapes.mention(media, number))
