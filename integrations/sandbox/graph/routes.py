"""Which function answers which call. The first part of a path may be any kind of object."""

from collections.abc import Awaitable, Callable

from integrations.sandbox import messages, posts
from integrations.sandbox.errors import refuse

from . import account, comments, conversations, media, profile, thread_control
from .call import Call, Json
from .send import send

Handler = Callable[[Call], Awaitable[Json]]

# (what the first part names, method, edge) -> (names for faults, handler)
ROUTES: dict[tuple[str, str, str], tuple[str, Handler]] = {
    ("account", "GET", ""): ("me", profile.own),
    ("account", "POST", "messages"): ("messages", send),
    ("account", "GET", "conversations"): ("conversations", conversations.listed),
    ("account", "POST", "subscribed_apps"): ("subscribed_apps", account.subscribe),
    ("account", "GET", "subscribed_apps"): ("subscribed_apps", account.subscriptions),
    ("account", "DELETE", "subscribed_apps"): ("subscribed_apps", account.unsubscribe),
    ("account", "POST", "messenger_profile"): ("messenger_profile", account.set_profile),
    ("account", "GET", "messenger_profile"): ("messenger_profile", account.profile),
    ("account", "DELETE", "messenger_profile"): ("messenger_profile", account.clear_profile),
    ("account", "POST", "message_attachments"): ("message_attachments", account.upload),
    ("account", "GET", "media"): ("media", media.published),
    ("account", "GET", "stories"): ("media", media.stories),
    ("account", "GET", "live_media"): ("media", media.live),
    ("account", "POST", "pass_thread_control"): ("thread_control", thread_control.give),
    ("account", "POST", "take_thread_control"): ("thread_control", thread_control.take),
    ("account", "POST", "request_thread_control"): ("thread_control", thread_control.ask),
    ("account", "POST", "release_thread_control"): ("thread_control", thread_control.release),
    ("account", "GET", "thread_owner"): ("thread_control", thread_control.holder),
    ("contact", "GET", ""): ("profile", profile.theirs),
    ("conversation", "GET", ""): ("conversations", conversations.one),
    ("message", "GET", ""): ("conversations", conversations.message),
    ("media", "GET", ""): ("media", media.one),
    ("media", "POST", ""): ("media", media.change),
    ("media", "GET", "comments"): ("comments", comments.of_post),
    ("comment", "GET", ""): ("comments", comments.one),
    ("comment", "POST", ""): ("comments", comments.hide),
    ("comment", "DELETE", ""): ("comments", comments.delete),
    ("comment", "GET", "replies"): ("comments", comments.replies),
    ("comment", "POST", "replies"): ("comments", comments.reply),
}
EDGES = {edge for _, _, edge in ROUTES}


def handler_of(call: Call) -> Handler:
    """The function for this call, with the names of its endpoint noted on it; or a refusal."""
    head, *rest = call.parts or ("",)
    edge = "/".join(rest)
    if edge not in EDGES or not head:
        raise refuse(2500, path="/" + "/".join(call.parts))
    kind = _kind(call, head)
    if kind is None:
        raise call.missing(head)
    route = ROUTES.get((kind, call.method, edge))
    if route is None:
        words = f"Unsupported request - method type: {call.method.lower()}"
        raise refuse(100, message=words)
    call.names = _names(call, route[0])
    return route[1]


def _names(call: Call, name: str) -> list[str]:
    """Faults may mean sends in general, or only private replies or sender actions."""
    if name != "messages":
        return [name]
    if call.params.get("sender_action"):
        return ["sender_actions"]
    to = call.params.get("recipient")
    private = isinstance(to, dict) and "comment_id" in to
    return ["messages", "private_replies"] if private else ["messages"]


def _kind(call: Call, head: str) -> str | None:
    world, ig_id = call.world, call.account.ig_id
    if head in ("me", ig_id, call.account.app_scoped_id):
        return "account"
    if posts.find_comment(world, ig_id, head):
        return "comment"
    if posts.find(world, ig_id, head):
        return "media"
    if world.people.scoped(ig_id, head):
        return "contact"
    if messages.find(world, ig_id, head):
        return "message"
    return "conversation" if conversations.thread_of(call, head) else None
