"""Opt-ins and the passing of a thread between apps."""

from integrations.sandbox.clock import DAY
from integrations.sandbox.webhooks import shapes

from .act import Act, tell

YEAR = 365 * DAY


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
    """The thread goes to another app (``take``, or ``pass`` back to ours), or is asked for."""
    kind, ours = act.text("control", "take"), act.world.settings.app_id
    other, note = act.text("app", "222000000000000"), act.text("metadata", "note")
    if kind == "request":
        body = shapes.control("request", None, other, note)
    elif kind == "pass":
        body = shapes.control("pass", act.contact.owner_app or None, ours, note)
        act.world.people.change(act.contact, owner_app=ours)
    elif kind == "take":
        body = shapes.control("take", ours, other, note)
        act.world.people.change(act.contact, owner_app=other)
    else:
        raise ValueError("control is pass, take or request")
    event = shapes.from_person(act.account.ig_id, act.contact.igsid, act.at, **body)
    act.world.notify(act.account, "messaging", event)
