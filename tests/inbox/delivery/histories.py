"""The machine that makes up histories: what people, the platform and the clock may do."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import time_machine
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from inbox.delivery import lanes
from inbox.delivery.guard import Refused
from inbox.threads.window import State
from tests.both_sides import BothSides
from tests.inbox.delivery.deeds import (
    BESIDE,
    DAY,
    HOUR,
    NEAR,
    SPANS,
    TROUBLE,
    WAYS,
    at_once,
    content_of,
)
from tests.inbox.delivery.shop import AUTHORS, PEOPLE, POSTS, START, Shop, time_of
from tests.inbox.delivery.watch import Watch

mostly = st.sampled_from([True, True, True, False])
people, ways = st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(WAYS))
authors = st.sampled_from(["person", *AUTHORS])
contents = st.sampled_from(["text", "text", "text", "offer", "confirmed offer", "photo", "choices"])


class Histories(RuleBasedStateMachine):
    """What people, the platform and the clock may do, in any order."""

    def __init__(self, both: BothSides, reached: Counter[str]) -> None:
        super().__init__()
        self.both, self.reached = both, reached
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        self.said = 0

    def teardown(self):
        try:
            if hasattr(self, "shop"):
                self.shop.let_post_go()
                self.shop.serve()
                self.watch.look()
                self.watch.look_back()
                self.reached.update(self.watch.seen)
        finally:
            self.clock.stop()

    @initialize(ads=st.sampled_from([(False, 24), (False, 168), (True, 168)]), approved=mostly)
    def a_shop_opens(self, ads, approved):
        self.shop = Shop(self.both, self.traveller, ads=ads)
        self.watch = Watch(self.shop)
        self.approvals(here=approved, there=approved)
        self.shop.hear("text", "ada", **WAYS["text"])
        self.shop.comment("bo", POSTS["FEED"])

    # --- Contacts ---------------------------------------------------------------------------------
    @rule(who=people, how=ways)
    def writes(self, who, how):
        self.shop.hear(how, who, **WAYS[how])
        self.watch.look()

    @rule(
        who=people,
        how=st.sampled_from(["text", "ad", "menu"]),
        ago=st.sampled_from([1, 23, 25, 200]),
    )
    def wrote_hours_ago(self, who, how, ago):
        self.shop.hear(how, who, when=ago * 3600, **WAYS[how])
        self.watch.look()

    @rule(who=people, ahead=st.sampled_from([1, 300, 90_000]))
    def writes_from_the_future(self, who, ahead):
        self.shop.hear("text", who, when=-ahead, **WAYS["text"])
        self.watch.look()

    @rule(who=people, what=st.sampled_from(sorted(BESIDE)))
    def does_what_opens_nothing(self, who, what):
        self.shop.play(what, who, **BESIDE[what])
        self.shop.take_in()
        self.watch.look()

    @precondition(lambda self: self.shop.held is None)
    @rule(who=people, product=st.sampled_from(["FEED", "REELS"]))
    def comments(self, who, product):
        self.shop.comment(who, POSTS[product])
        self.watch.look()

    @precondition(lambda self: self.shop.held is None)
    @rule(who=people)
    def comments_live(self, who):
        self.shop.comment(who, self.shop.live or self.shop.go_live())
        self.watch.look()

    @precondition(lambda self: self.shop.live)
    @rule()
    def live_video_ends(self):
        self.shop.end_live()
        self.shop.ask_about_broadcasts()
        self.watch.look()

    # --- The post and the platform ----------------------------------------------------------------
    @precondition(lambda self: self.shop.held is None)
    @rule()
    def post_is_held(self):
        self.shop.hold_post()

    @precondition(lambda self: self.shop.held is not None)
    @rule()
    def post_comes(self):
        self.shop.let_post_go()
        self.watch.look()

    @rule(place=st.integers(0, 20))
    def post_repeats(self, place):
        self.shop.repeat(place)
        self.watch.look()

    @rule(what=st.sampled_from(sorted(TROUBLE)))
    def next_call_meets(self, what):
        self.both.control(
            "faults", on="messages", times=1, account=self.shop.ig_id, **TROUBLE[what]
        )

    @rule(here=mostly, there=mostly)
    def approvals(self, here, there):
        """Approved here and not there: the first refusal tells us, and only it is excused."""
        self.shop.approve_here(here)
        self.shop.approve_there(there)
        self.watch.excused = int(here and not there)

    # --- Time -------------------------------------------------------------------------------------
    @rule(span=st.sampled_from(sorted(SPANS)))
    def passes(self, span):
        self.shop.let_pass(SPANS[span])
        self.watch.look()

    @rule(who=people, near=st.sampled_from(sorted(NEAR)), end=st.integers(0, 3), then=st.booleans())
    def clock_comes_near_an_end(self, who, near, end, then):
        moments = sorted(
            at + NEAR[near] for at in self.ends(who) if at + NEAR[near] > timezone.now()
        )
        if moments:
            self.shop.move_to(moments[min(end, len(moments) - 1)])
            if then:
                self.lane_is_served()
            self.watch.look()

    def ends(self, who):
        """When something of ``who`` ends, as either side reckons."""
        thread = self.shop.thread(who)
        if thread is None:
            return set()
        found = {at + span for at in (thread.last_inbound_at,) if at for span in (DAY, 7 * DAY)}
        found |= {at + 7 * DAY for at in (thread.last_ad_at,) if at}
        theirs = self.shop.standings()[who]
        found |= {time_of(theirs[end]) for end in ("open_until", "human_until") if theirs[end]}
        for number in self.shop.comments[who]:
            at = self.shop.known_comment(number).sent_at
            found |= {at + 4 * HOUR, at + 7 * DAY}
        return found

    # --- Us ---------------------------------------------------------------------------------------
    @rule(who=people, author=authors, kind=contents, wait=st.sampled_from([0, 0, 0, 3600, 90_000]))
    def answers(self, who, author, kind, wait):
        """``wait``: not before so many seconds have passed."""
        if self.shop.thread(who):
            due_at = timezone.now() + timedelta(seconds=wait)
            self.note(self.shop.write(author, who, self.words(kind), due_at=due_at))
            self.watch.look()

    @rule(who=people, author=authors, kind=contents)
    def answers_at_once(self, who, author, kind):
        self.answers(who=who, author=author, kind=kind, wait=0)
        self.lane_is_served()

    @rule(who=people, author=authors, near=st.sampled_from(sorted(NEAR)), end=st.integers(0, 3))
    def answer_waits_until_near_an_end(self, who, author, near, end):
        self.answers(who=who, author=author, kind="text", wait=0)
        self.clock_comes_near_an_end(who=who, near=near, end=end, then=True)

    @rule(who=people, how=ways, author=authors, kind=contents, days=st.sampled_from([0, 1, 2, 6]))
    def writes_and_is_answered_days_later(self, who, how, author, kind, days):
        self.writes(who=who, how=how)
        self.shop.let_pass(days * DAY)
        self.answers_at_once(who=who, author=author, kind=kind)

    @rule(who=people, author=authors, state=st.sampled_from(list(State)))
    def answers_what_was_seen(self, who, author, state):
        if self.shop.thread(who):
            result = self.shop.write(author, who, self.words("text"), expected_window=state)
            self.note(result)
            self.watch.look()

    @rule(
        who=people, author=authors, place=st.integers(0, 3), publicly=st.booleans(), kind=contents
    )
    def answers_a_comment(self, who, author, place, publicly, kind):
        if numbers := self.shop.comments[who]:
            comment = self.shop.known_comment(numbers[-1 - place % len(numbers)])
            words = self.words(kind)
            self.note(self.shop.write(author, who, words, comment=comment, publicly=publicly))
            self.watch.look()

    @rule(who=people, author=authors, place=st.integers(0, 3))
    def answers_a_comment_at_once(self, who, author, place):
        self.answers_a_comment(who=who, author=author, place=place, publicly=False, kind="text")
        self.lane_is_served()

    @rule(who=people)
    def is_given_back_to_rules(self, who):
        if thread := self.shop.thread(who):
            thread.resolve()

    @rule()
    def lane_is_served(self):
        self.shop.serve()
        self.watch.look()

    @rule(who=people, first=authors, second=authors, to_comment=st.booleans())
    def two_answer_at_once(self, who, first, second, to_comment):
        """While a worker serves the lane."""
        if self.shop.thread(who) is None:
            return
        numbers = self.shop.comments[who] if to_comment else []
        comment = self.shop.known_comment(numbers[-1]) if numbers else None
        works = [
            partial(self.shop.write, author, who, self.words("text"), comment=comment)
            for author in (first, second)
        ]
        *results, _ = at_once(*works, partial(lanes.serve, self.shop.account.pk))
        for result in results:
            self.note(result)
        self.shop.serve()
        self.watch.look()

    def words(self, kind):
        self.said += 1
        return content_of(kind, f"words {self.said}")

    def note(self, result):
        if isinstance(result, Refused):
            assert result.detail
            self.watch.seen[result.code] += 1
