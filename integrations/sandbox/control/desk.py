"""One control call: JSON in, JSON out, and what every handler asks of it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox.accounts import Account
from integrations.sandbox.people import Contact
from integrations.sandbox.world import World

Json = dict[str, Any]
PAGE, MOST = 200, 5_000  # rows


@dataclass(slots=True)
class Desk:
    world: World
    request: Request
    body: Json

    def given(self, name: str, default: str = "") -> str:
        """A value from the body, else from the query."""
        value = self.body.get(name, self.request.query_params.get(name))
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        value = self.given(name)
        if not value:
            raise ValueError(f"{name} is missing")
        return value

    def account(self) -> Account:
        """By id or username; it may be left out while there is only one."""
        name = str(self.request.path_params.get("account") or self.given("account"))
        known = self.world.accounts.all()
        if name or len(known) != 1:
            return self.world.accounts.of(name)
        return known[0]

    def contact(self, account: Account) -> Contact:
        """By username, or by the scoped id the account knows."""
        name = self.need("person")
        known = self.world.people.scoped(account.ig_id, name)
        return known or self.world.people.meet(account.ig_id, name, self.given("igsid"))

    def at(self) -> int:
        """When it happened: ``when`` seconds ago, or ``at`` in milliseconds."""
        if at := self.given("at"):
            return int(at)
        return self.world.clock.now() - int(float(self.given("when", "0")) * 1_000)

    def page(self, most: int = MOST) -> tuple[int, int]:
        """Rows after which id, and how many."""
        return int(self.given("after", "0")), min(int(self.given("limit", str(PAGE))), most)


Handler = Callable[[Desk], Awaitable[Json]]


def route(method: str, path: str, handler: Handler) -> Route:
    """A control endpoint: 400 for what makes no sense, 404 for what is not there."""

    async def endpoint(request: Request) -> Response:
        try:
            desk = Desk(request.app.state.world, request, await _body(request))
            return JSONResponse(await handler(desk))
        except LookupError as error:
            return JSONResponse({"error": str(error)}, 404)
        except (ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return Route(f"/control{path}", endpoint, methods=[method], name=f"{method} {path}")


async def _body(request: Request) -> Json:
    """Writing takes JSON only, which a page of another site cannot send unasked."""
    if request.method in ("GET", "DELETE"):
        return {}
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ValueError("The content type must be application/json")
    body = json.loads(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object")
    return body
