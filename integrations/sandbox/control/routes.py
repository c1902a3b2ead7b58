"""The addresses of the control API; docs/sandbox.md lists them for people."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from integrations.sandbox.world import World

from . import accounts, content, events, people, stage, views, wires
from .desk import route


async def stream(request: Request) -> Response:
    """What changes, as server-sent events."""
    world: World = request.app.state.world
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(world.hub.listen(), media_type="text/event-stream", headers=headers)


async def nothing(request: Request) -> Response:
    words = f"The control API has no {request.method} {request.url.path}"
    return JSONResponse({"error": words}, 404)


ROUTES = [
    route("GET", "/health", wires.health),
    route("POST", "/reset", stage.reset),
    route("PATCH", "/options", stage.options),
    route("POST", "/age", stage.age),
    route("GET", "/accounts", accounts.listed),
    route("POST", "/accounts", accounts.make),
    route("GET", "/accounts/{account}", accounts.one),
    route("PATCH", "/accounts/{account}", accounts.change),
    route("DELETE", "/accounts/{account}", accounts.remove),
    route("POST", "/accounts/{account}/clear", accounts.clear),
    route("POST", "/accounts/{account}/tokens", accounts.add_token),
    route("PATCH", "/accounts/{account}/tokens", accounts.change_token),
    route("GET", "/people", people.listed),
    route("POST", "/people", people.make),
    route("GET", "/contacts", people.contacts),
    route("PATCH", "/contacts", people.change),
    route("GET", "/media", content.listed),
    route("POST", "/media", content.make),
    route("POST", "/media/sample", content.sample),
    route("PATCH", "/media/{media}", content.change),
    route("GET", "/comments", content.comments),
    Route("/control/uploads", events.upload, methods=["POST"]),
    route("POST", "/events", events.play),
    route("POST", "/webhooks/raw", events.raw),
    route("POST", "/webhooks/test", events.dashboard_test),
    route("POST", "/webhooks/verify", wires.verify),
    route("POST", "/webhooks/retry", wires.retry),
    route("POST", "/webhooks/pause", wires.pause),
    route("GET", "/deliveries", wires.deliveries),
    route("GET", "/messages", wires.messages),
    route("GET", "/log", wires.log),
    route("GET", "/faults", stage.faults),
    route("POST", "/faults", stage.set_fault),
    route("DELETE", "/faults", stage.clear_faults),
    route("DELETE", "/faults/{fault:int}", stage.clear_faults),
    route("GET", "/overview", views.overview),
    route("GET", "/chat", views.chat),
    Route("/control/stream", stream),
    Route("/control/{path:path}", nothing, methods=["GET", "POST", "PATCH", "DELETE"]),
]
