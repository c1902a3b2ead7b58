"""What each view holds, and in which order."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.delivery.models import Outbound
from inbox.threads import lists
from inbox.threads.models import Message, Thread
from inbox.threads.rows import Row
from tests import factories

pytestmark = pytest.mark.django_db
H = Thread.Handler
ODD = "1~2020-01-01T00:00:00+00:00~2020-01-01T00:00:00+00:00~1"


@pytest.fixture
def account():
    return factories.account(human_agent_approved=True)


@pytest.fixture
def member(account):
    return factories.member(account.workspace)


@pytest.fixture
def now():
    return timezone.now()


def written(account, now, ago, **fields):
    return factories.thread_open_since(now - ago, account, handler=H.HUMAN, **fields)


def answered(account, now, ago, **fields):
    return written(account, now, ago, last_business_at=now - ago + timedelta(minutes=1), **fields)


def ids(slug, member, now, **options):
    return [t.pk for t in lists.page(lists.VIEWS[slug], member, now, **options).threads]


def hours(number):
    return timedelta(hours=number)


def test_reply_by_puts_the_first_to_close_first(account, member, now):  # LIST-2
    three, one, five = (written(account, now, hours(24 - left)) for left in (3, 1, 5))
    assert ids("all", member, now) == [one.pk, three.pk, five.pk]


def test_what_you_answered_comes_below_newest_first(account, member, now):
    old = answered(account, now, hours(20))
    due = written(account, now, hours(2))
    new = answered(account, now, hours(1))
    assert ids("all", member, now) == [due.pk, new.pk, old.pk]


def test_a_locked_thread_that_waits_comes_after_all_that_can_still_be_answered(
    account, member, now
):
    locked = written(account, now, timedelta(days=8))
    human = written(account, now, hours(30))
    assert ids("all", member, now) == [human.pk, locked.pk]


def test_pages_follow_each_other_without_gap_or_repeat(account, member, now):
    for number in range(7):
        written(account, now, hours(3))  # the same deadline and the same wait
        answered(account, now, hours(number))
    whole = ids("all", member, now)
    seen, after = [], ""
    for _ in range(10):
        page = lists.page(lists.VIEWS["all"], member, now, after=after, size=3)
        seen += [thread.pk for thread in page.threads]
        after = page.next
        if not after:
            break
    assert seen == whole
    assert len(set(seen)) == 14


@pytest.mark.parametrize("slug", ["all", "locked"])
@pytest.mark.parametrize(
    "nonsense", ["", "x", "1~2", "1~2026-01-01~3", "2~a~b", "9~~", "1~" * 9, ODD]
)
def test_a_cursor_that_somebody_made_up_breaks_nothing(account, member, now, slug, nonsense):
    written(account, now, hours(1))
    assert ids(slug, member, now, after=nonsense) in ([], ids(slug, member, now))


def test_each_view_holds_what_its_name_says(account, member, now):
    colleague = factories.member(account.workspace)
    made = {
        "mine": written(account, now, hours(1), assignee=member),
        "colleague's": written(account, now, hours(2), assignee=colleague),
        "waiting": written(account, now, hours(3)),
        "bot": written(account, now, hours(4)),
        "closing": written(account, now, hours(23)),
        "closing, answered": answered(account, now, hours(23)),
        "human": written(account, now, hours(30)),
        "locked": written(account, now, timedelta(days=8)),
        "snoozed": written(account, now, hours(5), lifecycle="snoozed", wakes_at=now),
        "resolved": written(account, now, hours(6), lifecycle="resolved"),
        "comment": factories.thread(account, handler=H.HUMAN),
    }
    comment = factories.message(made["comment"], kind=Message.Kind.COMMENT, sent_at=now)
    for name, changes in {
        "waiting": {"handler": H.WAITING},
        "bot": {"handler": H.AUTOMATION},
        "comment": {"open_comment": comment},
    }.items():
        Thread.everywhere.filter(pk=made[name].pk).update(**changes)
    expected = {
        "mine": {"mine"},
        "waiting": {"waiting"},
        "closing": {"closing"},
        "human": {"human"},
        "locked": {"locked"},
        "snoozed": {"snoozed"},
        "failed": set(),
        "comments": {"comment"},
        "bot": {"bot"},
        "resolved": {"resolved"},
        "all": set(made) - {"snoozed", "resolved"},
        "unassigned": set(made) - {"mine", "colleague's", "bot", "snoozed", "resolved"},
    }
    names = {thread.pk: name for name, thread in made.items()}
    found = {slug: {names[pk] for pk in ids(slug, member, now)} for slug in lists.VIEWS}
    assert found == expected
    assert lists.counts(member, now) == {slug: len(held) for slug, held in expected.items()}


def test_rows_name_the_views_that_hold_them(account, member, now):
    thread = written(account, now, hours(23), assignee=member)
    (found,) = lists.page(lists.VIEWS["mine"], member, now).threads
    assert found.pk == thread.pk
    assert set(Row.of(found, now).views) == {"mine", "closing", "all"}


def test_rows_sort_as_strings_the_way_the_database_sorts_them(account, member, now):
    for number in (3, 1, 20, 30, 7):
        written(account, now, hours(number))
        answered(account, now, hours(number))
    written(account, now, timedelta(days=9))
    for slug, order in (("all", "by_deadline"), ("locked", "by_newest")):
        found = lists.page(lists.VIEWS[slug], member, now).threads
        keys = [getattr(Row.of(thread, now), order) for thread in found]
        assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("states", "fields", "held"),
    [
        (["failed"], {}, True),
        (["expired"], {}, True),
        (["failed", "sent"], {}, True),
        (["withdrawn"], {}, False),
        (["sent"], {}, False),
        (["failed"], {"handled_at": timezone.now()}, False),
        (["unknown"], {}, True),
        (["unknown"], {"check_due_at": timezone.now()}, False),
        (["unknown"], {"handled_at": timezone.now()}, False),
    ],
)
def test_a_failure_is_listed_until_somebody_has_seen_to_it(
    account, member, now, states, fields, held
):
    thread = written(account, now, hours(1))
    for number, state in enumerate(states):
        last = send(thread, state, now + timedelta(seconds=number), **fields)
    assert (thread.pk in ids("failed", member, now)) is held
    Thread.everywhere.filter(pk=thread.pk).update(last_message=last.message)
    (found,) = lists.page(lists.VIEWS["all"], member, now).threads
    shown = Row.of(found, now).snippet.failed
    assert shown is (held and states[-1] != "sent"), "the row speaks of its last message"


def test_strangers_threads_are_in_no_view(account, now):
    written(account, now, hours(1))
    stranger = factories.member()
    assert not any(lists.counts(stranger, now).values())


def test_finding_a_person_looks_at_name_and_handle(account, member, now):
    person = factories.contact(account, name="Zoë Ångström", username="zoe.makes")
    thread = written(account, now, hours(1), contact=person)
    written(account, now, hours(1))
    for words in ("ångs", "@zoe", "MAKES"):
        assert ids("all", member, now, find=words) == [thread.pk]


def test_counts_stop_at_a_hundred_and_take_one_query(account, member, now):
    for _ in range(101):
        factories.thread(account)
    with CaptureQueriesContext(connection) as queries:
        counted = lists.counts(member, now)
    assert counted["all"] == lists.MOST_COUNTED
    assert len(queries) == 1


def send(thread, state, at, **fields):
    message = factories.message(
        thread, origin=Message.Origin.MEMBER, external_id=None, sent_at=at, text="answer"
    )
    settled = None if state in {"unknown", "queued"} else at
    return Outbound.everywhere.create(
        workspace_id=thread.workspace_id,
        account=thread.account,
        thread=thread,
        message=message,
        author=Outbound.Author.PERSON,
        priority=Outbound.Priority.PERSON,
        envelope={},
        client_key=f"00000000-0000-4000-8000-{message.pk:012d}",
        state=state,
        reason="refused_here" if state in {"failed", "expired"} else "",
        settled_at=settled,
        **fields,
    )


def test_a_thread_that_holds_only_a_receipt_is_in_no_list(account, member):
    factories.thread(account, last_item_at=None)
    held = lists.counts(member, timezone.now())
    assert set(held.values()) == {0}
