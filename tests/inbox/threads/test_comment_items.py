"""A comment in the timeline: the post it is under, and what can still be done about it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.delivery.models import Moderation, Outbound
from inbox.threads import timeline
from inbox.threads.models import Message, Post
from inbox.threads.timeline import Line
from tests import factories

pytestmark = pytest.mark.django_db
POST = "18000"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def thread():
    account = factories.account()
    return factories.thread(contact=factories.contact(account, username="ada.makes"))


@pytest.fixture
def post(thread):
    return known_post(thread, caption="Sourdough, out of the oven at seven")


def known_post(thread, external_id=POST, **fields):
    place = {"workspace_id": thread.workspace_id, "account": thread.account}
    return Post.everywhere.create(**place, external_id=external_id, **fields)


def comment(thread, text="price?", kind="feed", post_id=POST, **fields):
    context = {"post": {"id": post_id, "kind": kind}}
    return factories.message(thread, kind="comment", text=text, context=context, **fields)


def reply(thread, to, kind, state="sent", member=None, **fields):
    public = kind == "public_reply"
    message = factories.message(
        thread,
        origin=Message.Origin.MEMBER,
        kind="comment" if public else "text",
        text="Three euros.",
        reply_to=to.external_id,
        context=to.context if public else {},
        member=member or factories.member(thread.workspace, name="Kim Silva"),
        **fields,
    )
    Outbound.everywhere.create(
        workspace_id=thread.workspace_id,
        account=thread.account,
        thread=thread,
        message=message,
        kind=kind,
        author="person",
        priority=1,
        comment=to,
        envelope={},
        client_key=uuid4(),
        state=state,
        reason="private_reply_used" if state == "failed" else "",
        settled_at=None if state in ("queued", "sending") else timezone.now(),
    )
    return message


def item_of(thread, message):
    items = timeline.some(thread, [f"message-{message.pk}"])
    return next(item for item in items if item.message == message)


def card_of(thread, message):
    return item_of(thread, message).card


def html_of(thread, *names):
    lines = [Line(item) for item in timeline.some(thread, names)]
    return "".join(
        render_to_string("threads/_item.html", {"line": line, "item": line.item}) for line in lines
    )


def shown(thread, message):
    return " ".join(html_of(thread, f"message-{message.pk}").split())


def test_a_comment_names_its_post_and_offers_both_answers(thread, post):  # W-6
    said = comment(thread)
    html = shown(thread, said)
    assert 'data-kind="in-comment"' in html
    assert "Sourdough, out of the oven at seven" in html
    assert f'data-answer="public_reply" data-comment="{said.pk}" data-words="price?"' in html
    assert f'data-answer="private_reply" data-comment="{said.pk}" data-words="price?"' in html
    assert "1 left, 6d" in html
    assert "Hide" in html


def test_the_permalink_opens_beside_the_inbox(thread, post):
    Post.everywhere.update(permalink="https://www.instagram.com/p/abc/")
    html = shown(thread, comment(thread))
    link = 'href="https://www.instagram.com/p/abc/" target="_blank" rel="noopener noreferrer"'
    assert link in html
    Post.everywhere.update(permalink="javascript:alert(1)")
    assert "Open on Instagram" not in shown(thread, comment(thread))


@pytest.mark.parametrize(
    ("age", "left"),
    [
        (timedelta(0), "6d"),
        (timedelta(days=7) - timedelta(hours=3), "2h"),
        (timedelta(days=7) - timedelta(minutes=10), "9:5"),
    ],
)
def test_what_is_left_of_a_private_reply_is_rounded_down(thread, post, now, age, left):  # W-6
    card = card_of(thread, comment(thread, sent_at=now - age))
    assert card.may_answer_privately
    assert card.left.startswith(left)


def test_a_week_old_comment_is_too_old_for_a_private_reply(thread, post, now):  # W-6
    html = shown(thread, comment(thread, sent_at=now - timedelta(days=7)))
    assert "Too old for a private reply" in html
    assert 'data-answer="private_reply"' not in html
    assert 'data-answer="public_reply"' in html


def test_a_used_private_reply_says_by_whom(thread, post):  # W-6
    said = comment(thread)
    reply(thread, said, "private_reply")
    assert "Private reply used by Kim Silva" in shown(thread, said)


def test_a_private_reply_used_elsewhere_names_nobody(thread, post):  # W-6, F-1
    said = comment(thread)
    reply(thread, said, "private_reply", state="failed")
    card = card_of(thread, said)
    assert card.why_not_privately == "Private reply used"


def test_a_live_comment_offers_the_private_reply_alone_and_only_while_live(thread):  # W-6
    live = known_post(thread, kind="live")
    said = comment(thread, kind="live")
    html = shown(thread, said)
    assert "only while live" in html
    assert 'data-answer="public_reply"' not in html
    assert "No public replies on live videos" in html
    assert "Instagram hides nothing on live videos" in html
    Post.everywhere.filter(pk=live.pk).update(over_at=timezone.now())
    html = shown(thread, said)
    assert "Broadcast over: no private reply" in html
    assert 'data-answer="private_reply"' not in html


def test_a_hidden_comment_looks_hidden_and_can_be_shown_again(thread, post, now):
    html = shown(thread, comment(thread, hidden_at=now))
    assert "data-hidden" in html
    assert "Hidden on Instagram" in html
    assert "Show again" in html
    assert 'data-answer="public_reply"' not in html


def test_a_wish_that_waits_or_was_refused_is_told_in_its_place(thread, post, now):
    said = comment(thread)
    wish = Moderation.everywhere.create(
        workspace_id=thread.workspace_id, account=thread.account, message=said, act="hide"
    )
    html = shown(thread, said)
    assert "Being hidden on Instagram…" in html
    assert "Show again" in html
    refusal = {"state": "refused", "detail": "Not <b>now</b>.", "settled_at": now}
    Moderation.everywhere.filter(pk=wish.pk).update(**refusal)
    html = shown(thread, said)
    assert "Instagram did not hide this." in html
    assert "Not &lt;b&gt;now&lt;/b&gt;." in html
    Moderation.everywhere.filter(pk=wish.pk).update(state="done")
    assert not item_of(thread, said).card.wish


def test_our_public_reply_hangs_under_its_comment_with_delete(thread, post):
    said = comment(thread, text="size?")
    ours = reply(thread, said, "public_reply")
    html = shown(thread, ours)
    assert "Public reply to “size?”" in html
    assert f'href="#message-{said.pk}"' in html
    assert f"/t/{thread.pk}/comments/{ours.pk}/removal/" in html
    assert "1 public reply of yours" in shown(thread, said)


def test_a_reply_that_is_not_on_the_platform_yet_offers_no_delete(thread, post):
    ours = reply(thread, comment(thread), "public_reply", state="queued", external_id=None)
    assert not item_of(thread, ours).may_delete


def test_a_deleted_public_reply_keeps_no_words(thread, post, now):
    ours = reply(thread, comment(thread), "public_reply")
    Message.everywhere.filter(pk=ours.pk).update(unsent_at=now, text="", context={})
    html = shown(thread, ours)
    assert "This public reply was deleted, and our copy of it." in html
    assert "removal/" not in html


def test_a_post_nobody_could_read_has_a_labelled_placeholder(thread):
    known_post(thread, problem="(#100) no", looked_at=timezone.now())
    html = shown(thread, comment(thread))
    assert "No picture" in html
    assert "Instagram does not show this post here." in html


def test_a_comment_without_post_words_or_username_is_still_a_card():
    thread = factories.thread()
    html = shown(thread, factories.message(thread, kind="comment", text="", context={}))
    assert "A comment without words" in html
    assert "commented on your post" in html


def test_what_people_wrote_is_escaped(thread, post):
    Post.everywhere.update(caption="<script>a</script>")
    html = shown(thread, comment(thread, text='"><script>b</script>'))
    assert "<script>" not in html


def test_an_answer_brings_its_comment_along(thread, post):
    said = comment(thread)
    ours = reply(thread, said, "private_reply")
    names = [item.name for item in timeline.some(thread, [f"message-{ours.pk}"])]
    assert names == [f"message-{said.pk}", f"message-{ours.pk}"]


def queries_of(show):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        show()
    return len(captured)


@pytest.mark.parametrize("page", ["newest", "some"])
def test_a_page_of_comments_costs_the_queries_of_one(thread, post, page):
    names = []

    def one_more(number):
        known_post(thread, external_id=f"p{number}", kind="live" if number % 2 else "feed")
        kind = "live" if number % 2 else "feed"
        said = comment(thread, kind=kind, post_id=f"p{number}")
        names.extend([f"message-{said.pk}"])
        answers = [reply(thread, said, "private_reply"), reply(thread, said, "public_reply")]
        names.extend(f"message-{answer.pk}" for answer in answers)
        Moderation.everywhere.create(
            workspace_id=thread.workspace_id, account=thread.account, message=said, act="hide"
        )

    def show():
        items = timeline.newest(thread).items if page == "newest" else timeline.some(thread, names)
        for item in items:
            render_to_string("threads/_item.html", {"line": Line(item), "item": item})

    one_more(1)
    one_more(2)
    few = queries_of(show)
    for number in range(3, 12):
        one_more(number)
    assert queries_of(show) == few
