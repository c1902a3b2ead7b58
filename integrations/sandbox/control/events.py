"""Plays events as people do them, one or many, and raw deliveries."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.sandbox.acts.act import Act
from integrations.sandbox.acts.table import ACTS
from integrations.sandbox.messages import Message
from integrations.sandbox.posts import Comment
from integrations.sandbox.webhooks import shapes
from integrations.sandbox.webhooks.wire import signatures, written
from integrations.sandbox.world import World

from .desk import Desk, Json


async def play(desk: Desk) -> Json:
    """One event, or a list of them under ``events``; each says ``kind`` and who."""
    if isinstance(listed := desk.body.get("events"), list):
        common = {name: value for name, value in desk.body.items() if name != "events"}
        done = [_play(Desk(desk.world, desk.request, {**common, **one})) for one in listed]
        return {"events": done}
    return _play(desk)


async def raw(desk: Desk) -> Json:
    """Deliver ``body`` (text as it is, an object as Meta would write it) once.

    ``signature`` is right unless it says none, wrong, sha1 or bad_secret.
    """
    given = desk.body.get("body", {})
    spaced = bool(desk.body.get("spaced"))
    body = given.encode() if isinstance(given, str) else written(given, spaced=spaced)
    return _deliver(desk, body)


async def dashboard_test(desk: Desk) -> Json:
    """The dashboard's Test button; ``flavour`` is messaging or changes."""
    flavour = desk.given("flavour", "messaging")
    return _deliver(desk, written(shapes.dashboard_test(flavour), spaced=flavour == "changes"))


async def upload(request: Request) -> Response:
    """A photo for an event: its bytes as the body, its kind as the content type."""
    world: World = request.app.state.world
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition("/")[0]
    if kind not in ("image", "audio", "video") and content_type != "application/pdf":
        return JSONResponse({"error": "Send the file itself, with its content type"}, 400)
    body = await request.body()
    number = world.files.keep(
        body, content_type, kind=kind if "/pdf" not in content_type else "file"
    )
    return JSONResponse({"asset": number})


def _play(desk: Desk) -> Json:
    kind = desk.need("kind")
    if kind not in ACTS:
        raise ValueError(f"There is no event called {kind!r}")
    account = desk.account()
    act = Act(desk.world, account, desk.contact(account), desk.at(), desk.body)
    done: Any = ACTS[kind](act)
    answer: Json = {"kind": kind, "igsid": act.contact.igsid, "at": act.at}
    if isinstance(done, Message):
        answer["mid"] = done.mid
    elif isinstance(done, Comment):
        answer["comment"] = done.id
    elif isinstance(done, str):
        answer["token"] = done
    return answer


def _deliver(desk: Desk, body: bytes) -> Json:
    headers: dict[str, str] = {}
    style = desk.given("signature")
    if style == "none":
        headers = {"X-Hub-Signature-256": "", "X-Hub-Signature": ""}
    elif style == "sha1":
        headers = {"X-Hub-Signature-256": ""}
    elif style == "wrong":
        headers = {
            "X-Hub-Signature-256": "sha256=" + "0" * 64,
            "X-Hub-Signature": "sha1=" + "0" * 40,
        }
    elif style == "bad_secret":
        headers = signatures(body, "not the app's secret")
    ig_id = desk.account().ig_id if desk.given("account") else ""
    return {"delivery": desk.world.courier.post_raw(ig_id, body, headers), "bytes": len(body)}
