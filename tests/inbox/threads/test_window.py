"""The window: every boundary from both sides, and that it is total and only ever moves on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.accounts.channels import INSTAGRAM
from inbox.threads.window import OpenComment, State, Window

WROTE = datetime(2026, 4, 24, 3, 15, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
LIVE = INSTAGRAM.live_comment_for
UNAPPROVED = INSTAGRAM.without_human_agent()
ORDER = [State.OPEN, State.HUMAN_AGENT, State.COMMENT_REPLY, State.LOCKED]


def window(passed, capabilities=INSTAGRAM, comment_at=None, last_inbound_at=WROTE, live=False):
    comment = OpenComment(comment_at, live) if comment_at else None
    return Window.at(last_inbound_at, WROTE + passed, capabilities, comment)


@pytest.mark.parametrize(
    ("passed", "state", "ends", "follows"),
    [
        (timedelta(0), State.OPEN, DAY, State.HUMAN_AGENT),
        (DAY - SECOND, State.OPEN, DAY, State.HUMAN_AGENT),
        (DAY - timedelta(microseconds=1), State.OPEN, DAY, State.HUMAN_AGENT),
        (DAY, State.HUMAN_AGENT, WEEK, State.LOCKED),
        (WEEK - SECOND, State.HUMAN_AGENT, WEEK, State.LOCKED),
        (WEEK, State.LOCKED, None, None),
        (WEEK + DAY, State.LOCKED, None, None),
    ],
)
def test_boundaries_are_half_open(passed, state, ends, follows):  # W-1
    found = window(passed)
    assert (found.state, found.next) == (state, follows)
    assert found.ends_at == (WROTE + ends if ends else None)


@pytest.mark.parametrize(
    ("passed", "state"), [(DAY - SECOND, State.OPEN), (DAY, State.LOCKED), (WEEK, State.LOCKED)]
)
def test_without_approval_the_human_agent_window_is_locked(passed, state):  # W-11
    found = window(passed, UNAPPROVED)
    assert found.state is state
    assert found.next is (State.LOCKED if state is State.OPEN else None)


def test_who_never_wrote_is_locked():  # W-1
    found = window(timedelta(0), last_inbound_at=None)
    assert found == Window(State.LOCKED, None, None, None)
    assert not found.can_reply


@pytest.mark.parametrize(
    ("passed", "state"),
    [
        (timedelta(0), State.COMMENT_REPLY),
        (WEEK - SECOND, State.COMMENT_REPLY),
        (WEEK, State.LOCKED),
    ],
)
def test_a_comment_gives_its_private_reply_for_seven_days(passed, state):  # W-6
    found = window(passed, last_inbound_at=None, comment_at=WROTE)
    assert found.state is state
    assert found.ends_at == (WROTE + WEEK if state is State.COMMENT_REPLY else None)
    assert not found.can_reply  # a private reply is not an ordinary message


@pytest.mark.parametrize(
    ("passed", "state"),
    [(LIVE - SECOND, State.COMMENT_REPLY), (LIVE, State.LOCKED), (DAY, State.LOCKED)],
)
def test_a_comment_on_a_live_video_gives_it_no_longer_than_a_broadcast_can_last(
    passed, state
):  # W-6
    found = window(passed, last_inbound_at=None, comment_at=WROTE, live=True)
    assert found.state is state
    assert found.live == (state is State.COMMENT_REPLY)


@pytest.mark.parametrize(
    ("passed", "state", "ends"),
    [
        (DAY, State.OPEN, WEEK),
        (WEEK - SECOND, State.OPEN, WEEK),
        (WEEK, State.LOCKED, None),
    ],
)
def test_an_ad_opens_it_for_a_week_where_that_is_confirmed(passed, state, ends):  # W-2
    found = Window.at(WROTE, WROTE + passed, INSTAGRAM, None, WROTE)
    assert (found.state, found.ends_at) == (state, WROTE + ends if ends else None)
    usual = Window.at(WROTE, WROTE + passed, INSTAGRAM.without_longer(), None, WROTE)
    assert usual == window(passed, INSTAGRAM.without_longer())


def test_a_word_after_the_ad_never_shortens_what_the_ad_opened():  # W-2, W-4
    wrote_again = WROTE + 2 * DAY
    found = Window.at(wrote_again, WROTE + 4 * DAY, INSTAGRAM, None, WROTE)
    assert (found.state, found.ends_at) == (State.OPEN, WROTE + WEEK)
    after = Window.at(wrote_again, WROTE + WEEK, INSTAGRAM, None, WROTE)
    assert (after.state, after.ends_at) == (State.HUMAN_AGENT, wrote_again + WEEK)


def test_only_the_missing_approval_locks_until_the_week_is_over():  # W-11
    for passed, lacks in [(DAY - SECOND, False), (DAY, True), (WEEK - SECOND, True), (WEEK, False)]:
        assert window(passed, UNAPPROVED).lacks_approval == lacks
        assert not window(passed).lacks_approval


def test_a_comment_never_moves_a_window_that_is_open():  # W-3, W-6
    later = WROTE + timedelta(hours=20)
    assert window(DAY - SECOND, comment_at=later).ends_at == WROTE + DAY
    assert window(DAY, comment_at=later).state is State.HUMAN_AGENT
    assert window(DAY, comment_at=later).next is State.COMMENT_REPLY
    assert window(WEEK, comment_at=later).state is State.COMMENT_REPLY


@pytest.mark.parametrize(
    ("passed", "seconds"),
    [
        (timedelta(seconds=3900), 82500),
        (DAY - SECOND, 1),
        (DAY - timedelta(milliseconds=1), 0),  # rounds down
        (DAY, 6 * 86_400),
        (WEEK, 0),
    ],
)
def test_seconds_remaining_count_to_the_end_of_the_state(passed, seconds):  # W-15
    assert window(passed).seconds_remaining(WROTE + passed) == seconds


spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
past = spans.map(lambda ago: WROTE - ago)
moments = st.none() | past
comments = st.none() | st.builds(OpenComment, past, st.booleans())
abilities = st.sampled_from(
    [INSTAGRAM, UNAPPROVED, INSTAGRAM.without_longer(), UNAPPROVED.without_longer()]
)
histories = st.fixed_dictionaries(
    {"last_inbound_at": moments, "capabilities": abilities, "comment": comments}
).flatmap(
    # A message from an ad is one of theirs: it is never newer than the newest.
    lambda told: st.fixed_dictionaries(
        {name: st.just(value) for name, value in told.items()}
        | {"last_ad_at": ads(told["last_inbound_at"])}
    )
)


def ads(last_inbound_at):
    if last_inbound_at is None:
        return st.none()
    return st.none() | spans.map(lambda before: last_inbound_at - before)


@given(history=histories, passed=spans)
def test_it_is_total_and_consistent(history, passed):  # W-1
    now = WROTE + passed
    found = Window.at(now=now, **history)
    assert found.can_reply == (found.state in (State.OPEN, State.HUMAN_AGENT))
    assert found.needs_human_agent == (found.state is State.HUMAN_AGENT)
    assert (found.ends_at is None) == (found.state is State.LOCKED) == (found.next is None)
    assert found.ends_at is None or found.ends_at > now
    assert found.seconds_remaining(now) >= 0
    assert not (found.lacks_approval and found.can_reply)


@given(history=histories, steps=st.lists(spans, max_size=6))
def test_time_alone_only_closes_it(history, steps):  # W-1
    times = sorted(WROTE + step for step in steps)
    states = [Window.at(now=now, **history).state for now in times]
    assert states == sorted(states, key=ORDER.index)


@given(history=histories, passed=spans)
def test_the_state_stays_until_it_ends(history, passed):  # W-1
    found = Window.at(now=WROTE + passed, **history)
    if found.ends_at is not None:
        before = Window.at(now=found.ends_at - SECOND, **history)
        assert before.state in (found.state, *ORDER[: ORDER.index(found.state)])
        after = Window.at(now=found.ends_at, **history)
        assert after.state is found.next is not found.state


@given(earlier=spans, later=spans, passed=spans)
def test_a_later_word_never_leaves_less_time(earlier, later, passed):  # W-4
    first, second = sorted([WROTE - earlier, WROTE - later])
    now = WROTE + passed
    older, newer = (Window.at(at, now, INSTAGRAM) for at in (first, second))
    assert ORDER.index(newer.state) <= ORDER.index(older.state)
    if newer.state is older.state and newer.ends_at and older.ends_at:
        assert newer.ends_at >= older.ends_at
