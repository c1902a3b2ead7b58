"""Where every Graph call comes in: who calls, what goes wrong on purpose, the answer, the log."""

import asyncio
import re
import time
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from integrations.sandbox.accounts import Account, Token
from integrations.sandbox.clock import SECOND
from integrations.sandbox.errors import GraphError, refuse
from integrations.sandbox.faults import Fault
from integrations.sandbox.limits import Style
from integrations.sandbox.log import Entry, without_secrets
from integrations.sandbox.world import World

from .bodies import parameters
from .call import Call, Json
from .routes import handler_of

VERSION = re.compile(r"^v\d+\.\d+$")
LATEST = "v26.0"
STATES: dict[str, int] = {"revoked": 458, "checkpoint": 459, "password_changed": 460}
STATES |= {"unconfirmed": 464, "invalid": 467, "role_lost": 492}
MESSAGING = ("messages", "private_replies", "sender_actions")


class Lost(Response):
    """An answer that never arrives: the connection closes after the first line."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"200")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


async def graph(request: Request) -> Response:
    """Any path that nothing else of the sandbox claims."""
    started = time.perf_counter()
    world: World = request.app.state.world
    arrived_at = world.clock.now()
    parts, version = _path(request.url.path)
    params: Json = {}
    visit = _Visit(world)
    try:
        params = await parameters(request)
        response = await visit.answer(request, parts, params)
    except ValueError as error:
        response = visit.refused(refuse(100, message=f"Invalid parameter: {error}"))
    response.headers["instagram-api-version"] = version
    lost = isinstance(response, Lost)
    entry = Entry(
        kind="graph",
        ig_id=visit.account.ig_id if visit.account else "",
        method=request.method,
        path=request.url.path,
        request=without_secrets(params),
        status=None if lost else response.status_code,
        response="" if lost else bytes(response.body).decode(errors="replace"),
        fault=visit.fault,
    )
    world.log.write(entry, started, arrived_at)
    return response


def authenticate(world: World, request: Request, params: Json) -> tuple[Account, Token]:
    """The account whose token this is, or one of the faces of error 190."""
    value = str(params.get("access_token", ""))
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        value = bearer.strip()
    token = world.accounts.token(value)
    if token is None:
        raise refuse(190)
    account = world.accounts.of(token.ig_id)
    if token.state != "ok":
        app = world.settings.app_id
        raise refuse(190, STATES[token.state], user=account.app_scoped_id, app=app)
    if world.clock.now() >= token.expires_at:
        expired = datetime.fromtimestamp(token.expires_at / SECOND, UTC)
        raise refuse(190, 463, expired=expired.strftime("%A, %d-%b-%y %H:%M:%S UTC"))
    return account, token


class _Visit:
    """One call on its way through, and what the log wants to know of it afterwards."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.account: Account | None = None
        self.fault = ""
        self.minutes: int | None = None  # what a fault says in the usage header

    async def answer(self, request: Request, parts: tuple[str, ...], params: Json) -> Response:
        try:
            self.account, token = authenticate(self.world, request, params)
            call = Call(self.world, request.method, parts, params, self.account, token)
            return await self._served(call)
        except GraphError as error:
            return self.refused(error)

    def refused(self, error: GraphError) -> Response:
        account = self.account
        error = error.localised(str(account.option("locale")) if account else "")
        body = error.body(self.world.mints.trace_id())
        headers = {**error.headers(), **self._usage()}
        return JSONResponse(body, error.status, headers)

    async def _served(self, call: Call) -> Response:
        handler = handler_of(call)
        ig_id = call.account.ig_id
        self.world.limits.counted(ig_id)
        if instead := self._before(call):
            return instead
        if not set(call.names) & set(MESSAGING):
            call.take("calls_per_hour")
        body = await handler(call)
        if slow := self._take(call, "slow"):
            await asyncio.sleep(self._delay(slow))
        if lost := self._take(call, "lost_answer"):
            return self._lost(lost)
        return JSONResponse(body, headers=self._usage())

    def _before(self, call: Call) -> Response | None:
        """Faults that keep the work from being done at all."""
        if fault := self._take(call, "http"):
            status = int(fault.options.get("status", 503))
            return HTMLResponse("<html><body>Sorry, something went wrong.</body></html>", status)
        if fault := self._take(call, "error"):
            if "minutes" in fault.options:
                self.minutes = int(fault.options["minutes"])
            raise _chosen(fault)
        if fault := self._take(call, "error_in_200"):
            error = _chosen(fault)
            return JSONResponse(error.body(self.world.mints.trace_id()))
        return None

    def _delay(self, slow: Fault) -> float:
        """Seconds."""
        late = int(slow.options.get("ms", 3000))
        jitter = int(slow.options.get("jitter", 0))
        return self.world.faults.between(slow, late, late + jitter) / SECOND

    def _lost(self, fault: Fault) -> Response:
        if fault.options.get("how", "error") == "drop":
            return Lost()
        raise refuse(1, 1357046)

    def _take(self, call: Call, kind: str) -> Fault | None:
        for name in call.names:
            if fault := self.world.faults.take(call.account.ig_id, kind, name):
                self.fault = str(fault.options.get("preset", kind))
                return fault
        return None

    def _usage(self) -> dict[str, str]:
        if self.account is None:
            return {}
        classic = self.account.option("usage_style") == "classic"
        after, percent = (self.account.option(f"usage_{name}") for name in ("after", "percent"))
        style = Style(int(after), classic, percent, self.minutes)
        allowed = self.account.limit("calls_per_hour")
        return self.world.limits.headers(self.account.ig_id, allowed, style)


def _chosen(fault: Fault) -> GraphError:
    options: dict[str, Any] = fault.options
    return refuse(
        int(options.get("code", 2)),
        options.get("subcode"),
        message=str(options.get("message", "")),
        status=int(options.get("status", 0)),
    )


def _path(path: str) -> tuple[tuple[str, ...], str]:
    """The path's parts without the version, and the version (the latest when it has none)."""
    parts = [part for part in path.split("/") if part]
    if parts and VERSION.match(parts[0]):
        return tuple(parts[1:]), parts[0]
    return tuple(parts), LATEST
