"""The page that asks the owner of an account whether an app may use it."""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from .accounts import BASIC, Account

PAGE = Template((Path(__file__).parent / "phone" / "consent.html").read_text(encoding="utf-8"))
WORDS = {
    "instagram_business_basic": "See your profile and media",
    "instagram_business_manage_messages": "Read and answer your direct messages",
    "instagram_business_manage_comments": "Read, answer and hide comments",
    "instagram_business_content_publish": "Publish posts and stories",
    "instagram_business_manage_insights": "See your figures",
}


def consent_page(asked: dict[str, str], scopes: list[str], accounts: list[Account]) -> HTMLResponse:
    """Choose an account, leave out permissions, allow or cancel."""
    body = PAGE.substitute(
        app=escape(asked["client_id"]),
        accounts="".join(_account(one, number == 0) for number, one in enumerate(accounts)),
        scopes="".join(_scope(scope) for scope in scopes),
        none="" if accounts else "There is no account here yet. Make one on the phone page first.",
        allow="" if accounts else "disabled",
    )
    # A redirect after a form is held against form-action too, so the app's address is named.
    back = urlsplit(asked["redirect_uri"])
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self' {back.scheme}://{back.netloc}"
    )
    return HTMLResponse(body, headers={"Content-Security-Policy": policy})


def _account(account: Account, first: bool) -> str:
    name, number = escape(account.username), escape(account.ig_id)
    checked = " checked" if first else ""
    return (
        f'<label class="choice"><input type="radio" name="account" value="{number}"{checked}>'
        f'<img src="/media/avatar/{name}.png" alt="" width="32" height="32">'
        f"<span>{escape(account.name)}<small>@{name}</small></span></label>"
    )


def _scope(scope: str) -> str:
    fixed = " checked disabled" if scope == BASIC else " checked"
    words = escape(WORDS.get(scope, scope))
    return (
        f'<label class="choice"><input type="checkbox" name="{escape(scope)}"{fixed}>'
        f"<span>{words}<small>{escape(scope)}</small></span></label>"
    )
