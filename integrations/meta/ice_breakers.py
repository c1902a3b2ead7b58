"""The questions people may tap before they have written: read from Instagram, and set there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import structlog
from django.core.cache import cache
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from inbox.accounts.models import Account
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from integrations.meta.wire.reading import Json, mapping, words

MOST = 4  # Instagram shows no more
PATH = "me/messenger_profile"
READ_EVERY = timedelta(hours=6)  # they change seldom, and each look costs a call (L-5)
LOOK_EVERY = timedelta(seconds=10)  # for accounts that are due
AT_ONCE = 20  # accounts in one look, so that many do not ask in the same second

client = GraphClient()
log = structlog.get_logger()


class BadIceBreakers(ValueError):
    """Instagram would not take these; the words say which and why."""


def read_where_due() -> None:
    """The tick's part: each connected account is read when it is new, and every few hours.

    Losing Redis reads nothing rather than too often.
    """
    from integrations.meta.tasks import read_ice_breakers

    try:
        for account_id in claim_due():
            read_ice_breakers.apply_async([account_id], retry=False, ignore_result=True)
    except (RedisError, OperationalError, OSError) as error:
        log.warning("ice breakers not asked for", error=repr(error))


def claim_due() -> list[int]:
    """The accounts that are to be read now, the newest first; each is the caller's for hours."""
    if not cache.add("ice-breakers:looked", 1, LOOK_EVERY.total_seconds()):
        return []
    connected = Account.everywhere.filter(status=Account.Status.CONNECTED).order_by("-pk")
    due = (
        account_id
        for account_id in connected.values_list("pk", flat=True)
        if cache.add(f"ice-breakers:{account_id}", 1, READ_EVERY.total_seconds())
    )
    return list(islice(due, AT_ONCE))


def read(account: Account) -> None:
    """Keep the account's ice breakers as Instagram has them. No answer changes nothing.

    Raises BudgetSpent where no call is left for look-ups.
    """
    if not account.token:
        return
    params = {"fields": "ice_breakers", "platform": "instagram"}
    try:
        told = client.get(account, PATH, params)
    except (GraphError, GraphUnreachable, GraphUnreadable) as error:
        log.info("ice breakers not told", account=account.pk, error=repr(error))
        return
    _keep(account, _told(told))


def set_ice_breakers(account: Account, wanted: Sequence[tuple[str, str]]) -> None:
    """Show these (question, payload) to people who open a chat; none at all removes them.

    Raises BadIceBreakers before anything is asked, GraphError or one of its kind when Instagram
    does not take them, BudgetSpent when no call is left: nothing has changed then.
    """
    _check(wanted)
    listed = [{"question": question, "payload": payload} for question, payload in wanted]
    if listed:
        client.set_profile(account, {"platform": "instagram", "ice_breakers": listed})
    else:
        client.clear_profile(account, "ice_breakers")
    _keep(account, listed)


def _check(wanted: Sequence[tuple[str, str]]) -> None:
    if len(wanted) > MOST:
        limits = {"limit": MOST, "given": len(wanted)}
        raise BadIceBreakers(
            _("Instagram shows at most %(limit)d questions, and there are %(given)d.") % limits
        )
    if not all(question.strip() and payload.strip() for question, payload in wanted):
        raise BadIceBreakers(_("Each question needs its words, and what a tap on it tells us."))
    if len({payload for _question, payload in wanted}) < len(wanted):
        raise BadIceBreakers(_("Two questions tell us the same; a tap must say which it was."))


def _told(told: Json) -> list[dict[str, str]]:
    """Those of every language, each once: a tap tells its payload, in whatever language it was.

    Meta answers with lists by language; older answers had the questions themselves.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in _rows(told.get("data")):
        inner = row.get("ice_breakers")
        for entry in _rows(inner) if isinstance(inner, list) else [row]:
            actions = entry.get("call_to_actions")
            for one in _rows(actions) if isinstance(actions, list) else [entry]:
                question, payload = words(one.get("question"), 200), words(one.get("payload"), 1000)
                if question and payload:
                    found[question, payload] = {"question": question, "payload": payload}
    return list(found.values())


def _keep(account: Account, listed: list[dict[str, str]]) -> None:
    """Written only where it is news: the account's row is one that everybody reads."""
    stale = Account.everywhere.filter(pk=account.pk).exclude(ice_breakers=listed)
    stale.update(ice_breakers=listed)
    account.ice_breakers = listed


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [mapping(row) for row in value] if isinstance(value, list) else []
