"""The same items give the same threads: shuffled, repeated, and split into batches in any way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integrations.meta.ledger import ledger
from tests.integrations.meta.orders import histories, make_no_difference, some_histories
from tests.integrations.meta.payloads import (
    START,
    by_business,
    change,
    comment,
    event,
    messaging,
)

pytestmark = pytest.mark.django_db

CONTACTS = ["2001", "2002"]
MESSAGES = ["Ma", "Mb", "Mc"]  # few of each, so that items meet
CDN = "https://cdn.example/x"
times = st.integers(0, 5).map(lambda seconds: START + seconds * 1000)


def of_contact(mid):
    """Each message has one sender and one time, whatever is told of it."""
    return CONTACTS[MESSAGES.index(mid) % 2]


def sent_at(mid):
    return START + 1000 * MESSAGES.index(mid)


BODIES = {
    "Ma": {"text": "hello"},
    "Mb": {"attachments": [{"type": "image", "payload": {"url": CDN}}, {"type": "ephemeral"}]},
    "Mc": {"text": "hi", "referral": {"ad_id": "6100", "source": "ADS"}},
}


@st.composite
def items(draw):
    """One item of any kind, about few messages and people."""
    mid = draw(st.sampled_from(MESSAGES))
    contact = of_contact(mid)
    kind = draw(st.sampled_from(sorted(MAKERS)))
    return MAKERS[kind](draw, mid, contact)


def said(draw, mid, contact):
    return messaging(event(sent_at(mid), contact=contact, message={"mid": mid, **BODIES[mid]}))


def standby(draw, mid, contact):
    told = event(sent_at(mid), contact=contact, message={"mid": mid, **BODIES[mid]})
    return messaging(told, name="standby")


def tapped(draw, mid, contact):
    tap = {"mid": mid, "title": "Hours", "payload": "HOURS"}
    return messaging(event(sent_at(mid), contact=contact, postback=tap))


def echoed(draw, mid, contact):
    number = draw(st.integers(0, 2))
    told = {"mid": f"E{number}", "text": "our words", "is_echo": True}
    return messaging(by_business(START + 700 * number, contact=CONTACTS[number % 2], message=told))


def edited(draw, mid, contact):
    edit = {
        "mid": mid,
        "text": draw(st.sampled_from(["edited", "once more", ""])),
        "num_edit": draw(st.integers(0, 3)),
    }
    made = event(draw(times), contact=contact, message_edit=edit)
    if draw(st.booleans()):
        del made["sender"], made["recipient"]
    return messaging(made)


def unsent(draw, mid, contact):
    removal = {"mid": mid, "is_deleted": True}
    return messaging(event(draw(times), contact=contact, message=removal))


def reacted(draw, mid, contact):
    about = draw(st.sampled_from([mid, "E0"]))
    contact = contact if about == mid else CONTACTS[0]
    emoji = draw(st.sampled_from(["❤️", "👍", None]))
    action = {"action": "react", "emoji": emoji} if emoji else {"action": "unreact"}
    made = draw(st.sampled_from([event, by_business]))
    return messaging(made(draw(times), contact=contact, reaction={"mid": about, **action}))


def seen(draw, mid, contact):
    number = draw(st.integers(0, 2))
    return messaging(event(draw(times), contact=CONTACTS[number % 2], read={"mid": f"E{number}"}))


def commented(draw, mid, contact):
    number = draw(st.integers(0, 2))
    value = comment(f"1810{number}", "price?", contact=contact)
    value["id"] = f"{contact}-{number}"
    return change("comments", value, seconds=START // 1000 + number)


def happened(draw, mid, contact):
    what = draw(
        st.sampled_from(
            [
                {"referral": {"ref": "poster"}},
                {"optin": {"type": "t", "payload": "PROMO"}},
                {"pass_thread_control": {"new_owner_app_id": "222"}},
                {"never_heard_of": {"x": 1}},
            ]
        )
    )
    return messaging(event(draw(times), contact=contact, **what))


MAKERS = {
    maker.__name__: maker
    for maker in (
        said, standby, tapped, echoed, edited, unsent, reacted, seen, commented, happened,
    )
}  # fmt: skip


@some_histories
@given(histories(items(), most=14))
def test_order_repeats_and_batches_make_no_difference(db, history):  # F-5
    make_no_difference(history, ledger)
