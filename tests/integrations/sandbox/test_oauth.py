"""Signing in with the business's account: codes, short and long tokens."""

from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.sandbox.clock import DAY, HOUR

from .conftest import refusal

BACK = "http://product.example/connected/"
SCOPES = [
    "instagram_business_basic",
    "instagram_business_manage_messages",
    "instagram_business_manage_comments",
]
ASKED = {
    "client_id": "app-1",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": ",".join(SCOPES),
    "state": "s1",
}


async def consent(stage, choice="allow", scopes=SCOPES, **more):
    form = {"choice": choice, "account": stage.ig_id, **dict.fromkeys(scopes, "on")}
    asked = {**ASKED, **more}
    answer = await stage.http.post("/oauth/authorize", params=asked, data=form)
    assert answer.status_code == 302
    return answer.headers["location"]


async def code_of(stage, **more):
    return parse_qs(urlsplit(await consent(stage, **more)).query)["code"][0]


async def exchange(stage, given, **more):
    form = {
        "client_id": "app-1",
        "client_secret": "secret",
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code": given,
        **more,
    }
    return await stage.http.post("/oauth/access_token", data=form)


async def lengthen(stage, token):
    query = {"grant_type": "ig_exchange_token", "client_secret": "secret", "access_token": token}
    return await stage.http.get("/access_token", params=query)


async def refresh(stage, token):
    query = {"grant_type": "ig_refresh_token", "access_token": token}
    return await stage.http.get("/refresh_access_token", params=query)


async def test_the_whole_way_from_consent_to_a_long_token(stage):
    location = await consent(stage)
    assert location.startswith(BACK)
    assert location.endswith("#_")
    assert parse_qs(urlsplit(location).query)["state"] == ["s1"]
    short = (await exchange(stage, parse_qs(urlsplit(location).query)["code"][0])).json()
    assert short["permissions"] == SCOPES
    assert short["access_token"].startswith("IGAA")
    long = (await lengthen(stage, short["access_token"])).json()
    assert long["token_type"] == "bearer"
    assert long["expires_in"] == 5_183_944
    stage.token = long["access_token"]
    me = (await stage.graph("GET", "me", params={"fields": "id,user_id"})).json()
    assert me == {"id": short["user_id"], "user_id": stage.ig_id}


async def test_the_page_asks_and_names_what_is_asked(stage):
    page = await stage.http.get("/oauth/authorize", params=ASKED)
    assert page.status_code == 200
    assert "bakery.demo" in page.text
    assert "instagram_business_manage_messages" in page.text
    assert "form-action 'self' http://product.example" in page.headers["content-security-policy"]


async def test_a_person_can_say_no(stage):
    query = parse_qs(urlsplit(await consent(stage, choice="cancel")).query)
    assert query["error"] == ["access_denied"]
    assert query["error_reason"] == ["user_denied"]
    assert query["state"] == ["s1"]


async def test_a_person_can_leave_a_permission_out(stage):
    code = await code_of(stage, scopes=SCOPES[:2])
    short = (await exchange(stage, code)).json()
    assert short["permissions"] == SCOPES[:2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "other"},
        {"redirect_uri": "javascript:alert(1)"},
        {"response_type": "token"},
        {"scope": "business_basic"},
    ],
)
async def test_a_wrong_request_gets_no_page(stage, wrong):
    answer = await stage.http.get("/oauth/authorize", params={**ASKED, **wrong})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_secret": "other"},
        {"client_id": "other"},
        {"grant_type": "password"},
        {"redirect_uri": BACK.rstrip("/")},
        {"code": "unknown"},
    ],
)
async def test_a_wrong_exchange_is_refused_in_its_own_envelope(stage, wrong):
    answer = await exchange(stage, await code_of(stage), **wrong)
    assert answer.status_code == 400
    assert answer.json()["error_type"] == "OAuthException"
    assert answer.json()["code"] == 400


async def test_a_code_works_once_and_for_an_hour(stage):
    code = await code_of(stage)
    assert (await exchange(stage, code)).status_code == 200
    assert "already used" in (await exchange(stage, code)).json()["error_message"]
    late = await code_of(stage)
    stage.clock.forward(HOUR)
    assert (await exchange(stage, late)).status_code == 400


async def test_the_documented_wrapping_by_switch(stage):
    await stage.control("options", "PATCH", code_exchange="data")
    body = (await exchange(stage, await code_of(stage))).json()
    assert body["data"][0]["permissions"] == ",".join(SCOPES)


async def test_a_short_token_lives_an_hour(stage):
    token = (await exchange(stage, await code_of(stage))).json()["access_token"]
    stage.clock.forward(HOUR)
    assert refusal(await lengthen(stage, token)) == (190, 463, 400)


async def test_a_token_is_renewed_after_a_day_and_before_its_end(stage):
    assert refusal(await refresh(stage, stage.token))[0] == 100
    stage.clock.forward(DAY)
    renewed = (await refresh(stage, stage.token)).json()
    assert renewed["access_token"] != stage.token
    stage.clock.forward(59 * DAY)
    stage.token = renewed["access_token"]
    assert (await stage.graph("GET", "me")).status_code == 200
    stage.clock.forward(DAY)
    assert refusal(await refresh(stage, stage.token)) == (190, 463, 400)


async def test_only_short_tokens_are_exchanged(stage):
    answer = await lengthen(stage, stage.token)
    assert refusal(answer)[0] == 100
    assert "method type: get" in answer.json()["error"]["message"]
