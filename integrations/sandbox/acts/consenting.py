"""Opt-ins and the passing of a thread between apps."""

from integrations.sandbox import routing
from integrations.sandbox.clock import DAY
from integrations.sandbox.webhooks import shapes

from .act import Act, tell

YEAR = 365 * DAY
OTHER_APP = "222000000000000"


def opt_in(act: Act) -> str:
    """Agree to a topic, once or until stopped; the token that a send is addressed to."""
    topic, token = act.text("topic", "Updates"), "NMT" + act.world.mints.signature()
    once = bool(act.given.get("once"))
    act.world.store.insert(
        "opt_ins",
        token=token,
        ig_id=act.account.ig_id,
        igsid=act.contact.igsid,
        kind="once" if once else "marketing",
        topic=topic,
        at=act.at,
    )
    if once:
        tell(act, optin=shapes.one_time_opt_in(topic, token))
    else:
        tell(act, optin=shapes.marketing_opt_in(topic, token, act.at + YEAR))
    return token


def opt_out(act: Act) -> None:
    """Stop hearing about a topic; LookupError when there is no such agreement."""
    row = act.world.store.one(
        "SELECT * FROM opt_ins WHERE ig_id = ? AND igsid = ? AND topic = ? AND kind = 'marketing'"
        " AND state = 'ok'",
        *(act.account.ig_id, act.contact.igsid, act.text("topic", "Updates")),
    )
    if row is None:
        raise LookupError("There is no agreement on this topic")
    act.world.store.run("UPDATE opt_ins SET state = 'stopped' WHERE token = ?", row["token"])
    body = shapes.marketing_opt_in(row["topic"], row["token"], row["at"] + YEAR, stopped=True)
    tell(act, optin=body)


def hand_over(act: Act) -> None:
    """Another app acts: it takes the thread, passes it to ours, asks ours for it, or lets it go.

    It does as it is told here, whether or not routing would allow it. Our app is told what Meta
    tells the one concerned: who loses a thread, who gets it, who is asked.
    """
    kind, other = act.text("control", "take"), act.text("app", OTHER_APP)
    if kind not in HAND_OVERS:
        raise ValueError(f"control is one of {', '.join(HAND_OVERS)}")
    HAND_OVERS[kind](act, other, act.world.settings.app_id)


def _take(act: Act, other: str, ours: str) -> None:
    """Who owned it hears of it; of an idle thread nobody does."""
    previous = _owner(act)
    routing.own(act.world, act.contact, other)
    if previous == ours:
        _tell(act, "take", previous, other)


def _pass(act: Act, other: str, ours: str) -> None:
    previous = _owner(act)
    routing.own(act.world, act.contact, ours)
    _tell(act, "pass", previous if previous != ours else None, ours)


def _request(act: Act, other: str, ours: str) -> None:
    """The owner is asked; an idle thread is the other app's at once."""
    owner = _owner(act)
    if owner == ours:
        _tell(act, "request", None, other)
    elif not owner:
        routing.own(act.world, act.contact, other)


def _release(act: Act, other: str, ours: str) -> None:
    """The other app lets go: idle, and nobody is told."""
    if _owner(act) in ("", ours):
        raise ValueError("No other app owns this thread")
    routing.own(act.world, act.contact, "")


HAND_OVERS = {"take": _take, "pass": _pass, "request": _request, "release": _release}


def _owner(act: Act) -> str | None:
    return routing.owner(act.contact, act.world.clock.now()) or None


def _tell(act: Act, kind: str, previous: str | None, new: str) -> None:
    body = shapes.control(kind, previous, new, act.text("metadata", "note"))
    event = shapes.from_person(act.account.ig_id, act.contact.igsid, act.at, **body)
    act.world.notify(act.account, "messaging", event)
