"""What the business does in the Instagram app itself: no limit of the API holds for it."""

from typing import Any

from integrations.sandbox import messages, posts
from integrations.sandbox.messages import Message
from integrations.sandbox.posts import Comment
from integrations.sandbox.webhooks import shapes

from .act import Act, media_url


def typed(act: Act) -> Message:
    """A message written by hand: the app hears it as an echo."""
    kind = "image" if act.given.get("photo") or act.given.get("asset") else "text"
    content: dict[str, Any] = {"text": act.text("text")}
    if kind == "image":
        content = {"attachments": [{"type": "image", "payload": {"url": media_url(act, "image")}}]}
    said = messages.keep(act.world, act.contact, content, source="app", kind=kind, at=act.at)
    messages.echo(act.world, act.account, said)
    return said


def noted(act: Act) -> Message:
    """The account writes to itself: an echo marked as such."""
    content = {"text": act.text("text")}
    said = messages.keep(act.world, act.contact, content, source="app", kind="text", at=act.at)
    body = {**shapes.echo(said.mid, content), "is_self": True}
    ig_id = act.account.ig_id
    event = shapes.from_business(ig_id, act.contact.igsid, act.at, message=body)
    act.world.notify(act.account, "messaging", event)
    return said


def commented(act: Act) -> Comment:
    """The owner comments under a post, or answers ``comment``, by hand."""
    parent = None
    if number := act.text("comment"):
        parent = posts.comment_of(act.world, act.account.ig_id, number)
    media = parent.media_id if parent else act.text("media")
    return posts.comment(
        act.world,
        act.account,
        posts.of(act.world, act.account.ig_id, media),
        act.text("text"),
        igsid=None,
        username=act.account.username,
        at=act.at,
        parent=parent,
    )
