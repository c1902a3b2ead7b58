"""Business login: the consent page, the code, and the short and long tokens."""

import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from .accounts import BASIC, LONG_LIFE_SECONDS, SCOPES, Account
from .clock import DAY, HOUR
from .consent import consent_page
from .errors import GraphError, refuse
from .graph.bodies import parameters
from .graph.call import Json
from .graph.door import authenticate
from .log import Entry, without_secrets
from .world import World

CODE_LIFE = HOUR
REFRESH_AFTER = DAY


async def authorize(request: Request) -> Response:
    """The consent screen; what it posts comes back as the redirect that Meta would give."""
    world: World = request.app.state.world
    asked = {str(k): str(v) for k, v in request.query_params.items()}
    if problem := _problem(world, asked):
        return PlainTextResponse(problem, 400)
    if request.method == "GET":
        return consent_page(asked, _scopes(asked), world.accounts.all())
    form = await parameters(request)
    answer = _denied() if form.get("choice") != "allow" else _allowed(world, asked, form)
    back = asked["redirect_uri"]
    mark = "&" if urlsplit(back).query else "?"
    if "state" in asked:
        answer["state"] = asked["state"]
    tail = "#_" if "code" in answer else ""
    return RedirectResponse(f"{back}{mark}{urlencode(answer)}{tail}", 302)


async def exchange(request: Request) -> Response:
    """``POST /oauth/access_token``: a code for a short token. Its error envelope is its own."""
    started = time.perf_counter()
    world: World = request.app.state.world
    try:
        form = await parameters(request)
    except ValueError:
        form = {}
    body, status = _exchanged(world, form)
    _log(world, request, form, status, body, started)
    return JSONResponse(body, status)


async def lengthen(request: Request) -> Response:
    """``GET /access_token``: a short token for one of sixty days."""
    return await _token_call(request, _lengthened)


async def refresh(request: Request) -> Response:
    """``GET /refresh_access_token``: sixty days more, for a token that is at least a day old."""
    return await _token_call(request, _refreshed)


def _problem(world: World, asked: dict[str, str]) -> str:
    if asked.get("client_id") != world.settings.app_id:
        return "Invalid platform app: the client_id is not the one this sandbox was started with."
    if urlsplit(asked.get("redirect_uri", "")).scheme not in ("http", "https"):
        return "Invalid redirect_uri."
    if asked.get("response_type") != "code":
        return "Invalid response_type: only code is supported."
    unknown = [scope for scope in _scopes(asked) if not scope.startswith("instagram_business_")]
    if unknown or BASIC not in _scopes(asked):
        return f"Invalid scope: {', '.join(unknown) or BASIC + ' is required'}."
    return ""


def _scopes(asked: dict[str, str]) -> list[str]:
    return asked.get("scope", "").replace(",", " ").split()


def _denied() -> dict[str, str]:
    return {
        "error": "access_denied",
        "error_reason": "user_denied",
        "error_description": "The user denied your request",
    }


def _allowed(world: World, asked: dict[str, str], form: Json) -> dict[str, str]:
    """The basic scope cannot be taken away; the others are the person's choice."""
    account = world.accounts.of(str(form.get("account", "")))
    granted = [scope for scope in _scopes(asked) if scope == BASIC or form.get(scope) == "on"]
    code = world.mints.code()
    world.store.insert(
        "codes",
        code=code,
        ig_id=account.ig_id,
        redirect_uri=asked["redirect_uri"],
        scopes=granted,
        issued_at=world.clock.now(),
    )
    return {"code": code}


def _exchanged(world: World, form: Json) -> tuple[Json, int]:
    code = str(form.get("code") or "").removesuffix("#_")
    row: Any = world.store.one("SELECT * FROM codes WHERE code = ?", code)
    if problem := _wrong_app(world, form) or _wrong_code(world, form, row):
        return {"error_type": "OAuthException", "code": 400, "error_message": problem}, 400
    world.store.run("UPDATE codes SET used = 1 WHERE code = ?", code)
    return _short(world, row), 200


def _wrong_app(world: World, form: Json) -> str:
    if form.get("grant_type") != "authorization_code":
        return "Invalid grant_type"
    if form.get("client_id") != world.settings.app_id:
        return "Invalid platform app"
    if form.get("client_secret") != world.settings.app_secret:
        return "Error validating client secret"
    return ""


def _wrong_code(world: World, form: Json, row: Any) -> str:
    if row is None or row["used"]:
        return "Matching code was not found or was already used"
    if world.clock.now() - row["issued_at"] >= CODE_LIFE:
        return "This authorization code has expired"
    if form.get("redirect_uri") != row["redirect_uri"]:
        return "Error validating verification code: the redirect_uri is not identical"
    return ""


def _short(world: World, row: Any) -> Json:
    account = world.accounts.of(row["ig_id"])
    scopes = [scope for scope in SCOPES if scope in row["scopes"]]
    token = world.accounts.grant(account.ig_id, "short", scopes)
    body: Json = {"access_token": token.token, "user_id": account.app_scoped_id}
    if world.option("code_exchange") == "data":
        return {"data": [{**body, "permissions": ",".join(scopes)}]}
    return {**body, "permissions": scopes}


async def _token_call(request: Request, work: Any) -> Response:
    started = time.perf_counter()
    world: World = request.app.state.world
    params = await parameters(request)
    try:
        body, status = work(world, request, params), 200
    except GraphError as error:
        body, status = error.body(world.mints.trace_id()), error.status
    _log(world, request, params, status, body, started)
    return JSONResponse(body, status)


def _lengthened(world: World, request: Request, params: Json) -> Json:
    if params.get("grant_type") != "ig_exchange_token":
        raise refuse(100, message="Param grant_type must be ig_exchange_token.")
    if params.get("client_secret") != world.settings.app_secret:
        raise refuse(101)
    account, token = authenticate(world, request, params)
    if token.kind != "short":
        raise refuse(100, message="Unsupported request - method type: get")
    return _long(world, account, token.scopes)


def _refreshed(world: World, request: Request, params: Json) -> Json:
    """How Meta refuses a token that is too new is not documented; here it is a plain 100."""
    if params.get("grant_type") != "ig_refresh_token":
        raise refuse(100, message="Param grant_type must be ig_refresh_token.")
    account, token = authenticate(world, request, params)
    if token.kind != "long" or world.clock.now() - token.issued_at < REFRESH_AFTER:
        raise refuse(100, message="A token can be refreshed when it is at least 24 hours old.")
    if BASIC not in token.scopes:
        raise refuse(10)
    return _long(world, account, token.scopes)


def _long(world: World, account: Account, scopes: list[str]) -> Json:
    """The older token stays good until its own end; whether Meta ends it sooner is not known."""
    token = world.accounts.grant(account.ig_id, "long", scopes)
    return {
        "access_token": token.token,
        "token_type": "bearer",
        "expires_in": LONG_LIFE_SECONDS,
        "permissions": ",".join(scopes),
    }


def _log(
    world: World, request: Request, params: Json, status: int, body: Json, started: float
) -> None:
    shown = body if status != 200 else {"keys": sorted(body)}
    path, sent = request.url.path, without_secrets(params)
    entry = Entry("oauth", "", request.method, path, sent, status, json.dumps(shown))
    world.log.write(entry, started)
