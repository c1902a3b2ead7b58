"""What people comment on: looked up at no comment's cost; lives end when they end."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from inbox.delivery.comments.broadcasts import end_after_commit, end_broadcast
from inbox.threads import changes
from inbox.threads.models import Message, Post, Thread
from integrations.meta import broadcasts, posts
from integrations.meta.tasks import check_broadcasts, look_up_posts
from tests import factories
from tests.graph_stand_in import Answer, GraphStandIn, error
from tests.integrations.meta import payloads
from tests.integrations.meta.payloads import ADA, change, comment, time_of
from tests.sandbox_process import IG_ID, TOKEN

NOW_MS = int(timezone.now().timestamp() * 1000)


@pytest.fixture(autouse=True)
def _no_memory_of_asking(db):
    cache.clear()


@pytest.fixture
def graph(settings):
    stand_in = GraphStandIn()
    settings.INSTAGRAM_GRAPH_URL = stand_in.url
    yield stand_in
    stand_in.close()


@pytest.fixture
def told(monkeypatch):
    """The items of which open pages were told."""
    names: set[str] = set()

    def hear(found):
        for each in found:
            names.update(each.items)

    monkeypatch.setattr(changes, "_listeners", [hear])
    return names


def take_in(*documents):
    payloads.take_in(*documents, received_at=timezone.now())


def live_comment(comment_id="18100", post="18050", ms=NOW_MS, **more):
    media = {"id": post, "media_product_type": "LIVE"}
    return change("live_comments", comment(comment_id, media=media, **more), seconds=ms // 1000)


def known(shop, **fields):
    made = {"workspace_id": shop.workspace_id, "account": shop, "external_id": "18000"}
    return Post.everywhere.create(**made | fields)


def ago(**time):
    return timezone.now() - timedelta(**time)


# --- A post becomes known ------------------------------------------------------------------------
def test_a_comment_makes_its_post_known_once(shop):
    take_in(change("comments", comment("18100")), change("comments", comment("18101", contact="3")))
    take_in(change("comments", comment("18100")), change("comments", comment("18102")))
    post = Post.everywhere.get()
    assert (post.external_id, post.account, post.kind) == ("18000", shop, "feed")


@pytest.mark.parametrize(
    ("product", "kind"),
    [("REELS", "reel"), ("STORY", "story"), ("AD", "ad"), ("FEED", "feed"), ("TV", "feed")],
)
def test_a_post_is_of_the_kind_its_comment_says(shop, product, kind):
    media = {"id": "18000", "media_product_type": product}
    take_in(change("comments", comment("18100", media=media)))
    assert Post.everywhere.get().kind == kind


def test_the_same_id_under_two_accounts_is_two_posts(shop):
    factories.account(external_id="17841400000000002")
    take_in(change("comments", comment("18100")))
    take_in(change("comments", comment("18101"), owner="17841400000000002"))
    assert Post.everywhere.count() == 2


def test_a_comment_that_names_no_post_and_our_own_make_none(shop):
    take_in(change("comments", comment("18100", media={})))
    take_in(change("comments", comment("18101", contact=shop.external_id)))
    assert not Post.everywhere.exists()
    assert Message.everywhere.get().external_id == "18100"


# --- and is looked up ----------------------------------------------------------------------------
def test_a_post_is_kept_as_the_platform_tells_it(sandbox, told):
    shop = factories.account(external_id=IG_ID, token=TOKEN)
    media = sandbox.post(caption="Butter, time, patience.", picture="croissant.jpg")
    said = {"id": media, "media_product_type": "FEED"}
    take_in(change("comments", comment("18100", media=said), seconds=NOW_MS // 1000))
    post = Post.everywhere.get(account=shop)
    look_up_posts([post.pk])
    post.refresh_from_db()
    assert post.caption == "Butter, time, patience."
    assert post.picture_url == f"{sandbox.url}/media/croissant.jpg"
    assert post.permalink == f"{sandbox.url}/p/{media}/"
    assert isinstance(post.published_at, datetime)
    assert post.problem == ""


@pytest.mark.django_db(transaction=True)
def test_open_pages_are_told_of_the_look_up(graph, shop, told):
    take_in(change("comments", comment("18100"), seconds=NOW_MS // 1000))
    told.clear()
    graph.answers.append(Answer(body={"id": "18000", "caption": "Bread"}))
    look_up_posts([Post.everywhere.get().pk])
    assert told == {f"message-{Message.everywhere.get().pk}"}


def test_the_look_up_asks_for_what_the_card_shows(graph, shop):
    graph.answers.append(Answer(body={"id": "18000"}))
    look_up_posts([known(shop).pk])
    (asked,) = graph.asked
    assert asked.path.endswith("/18000")
    assert asked.query["fields"] == [posts.FIELDS]
    assert asked.headers["Authorization"] == "Bearer IGAA-test"


@pytest.mark.parametrize(
    ("told", "picture"),
    [
        ({"media_type": "IMAGE", "media_url": "https://m/1"}, "https://m/1"),
        ({"media_type": "CAROUSEL_ALBUM", "thumbnail_url": "https://t/1"}, "https://t/1"),
        ({"media_type": "VIDEO", "media_url": "https://m/1.mp4", "thumbnail_url": "https://t/1"},
         "https://t/1"),
        ({"media_type": "VIDEO", "media_url": "https://m/1.mp4"}, "https://old/1"),
        ({"caption": None}, "https://old/1"),
    ],
)  # fmt: skip
def test_of_a_video_the_thumbnail_is_the_picture_and_what_is_missing_stays(
    graph, shop, told, picture
):
    graph.answers.append(Answer(body={"id": "18000", **told}))
    post = known(shop, picture_url="https://old/1", caption="Bread")
    look_up_posts([post.pk])
    post.refresh_from_db()
    assert (post.picture_url, post.caption) == (picture, "Bread")


def test_a_refused_look_up_says_why_and_costs_nothing_else(graph, shop):
    graph.answers.append(error(100, 33, message="Object with ID '18000' does not exist"))
    post = known(shop, caption="Bread")
    look_up_posts([post.pk])
    post.refresh_from_db()
    assert post.problem == "Object with ID '18000' does not exist"
    assert post.caption == "Bread"


def test_a_look_up_without_answer_says_so(graph, shop):
    graph.answers.append(Answer(hang_up=True))
    post = known(shop)
    look_up_posts([post.pk])
    post.refresh_from_db()
    assert post.problem == "Instagram did not answer: ConnectionError"


def test_a_post_is_asked_about_once_an_hour_at_most(graph, shop):
    graph.answers.extend([Answer(body={"id": "18000"})] * 3)
    post = known(shop)
    look_up_posts([post.pk])
    look_up_posts([post.pk])
    assert len(graph.asked) == 1
    Post.everywhere.update(looked_at=ago(hours=1, seconds=-5))
    look_up_posts([post.pk])
    assert len(graph.asked) == 1
    Post.everywhere.update(looked_at=ago(hours=1, seconds=5))
    look_up_posts([post.pk])
    assert len(graph.asked) == 2


# --- again, when it failed -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("known_for", "asked_before", "due"),
    [
        (timedelta(hours=4), timedelta(hours=2, minutes=59), False),
        (timedelta(hours=4), timedelta(hours=3, minutes=1), True),
        # It has failed for six hours, so it is left alone for as long.
        (timedelta(hours=11), timedelta(hours=5), False),
        (timedelta(hours=13), timedelta(hours=7), True),
        (timedelta(days=8), timedelta(days=7), False),
    ],
)
def test_what_failed_is_asked_again_after_as_long_as_it_is_known(
    shop, look_ups, known_for, asked_before, due
):
    now = timezone.now()
    known(shop, created_at=now - known_for, looked_at=now - asked_before, problem="no")
    posts.ask_again_where_due()
    assert look_ups() == int(due)


def test_what_succeeded_is_not_asked_again_by_itself(shop, look_ups):
    known(shop, created_at=ago(days=2), looked_at=ago(days=2))
    posts.ask_again_where_due()
    assert look_ups() == 0


def test_a_look_up_whose_task_was_lost_is_made_up_for(shop, look_ups):
    known(shop, created_at=ago(hours=2))
    posts.ask_again_where_due()
    assert look_ups() == 1
    posts.ask_again_where_due()
    assert look_ups() == 1  # once a minute is often enough to look


def test_a_worker_that_dies_while_it_asks_leaves_a_reason_to_ask_again(shop):
    post = known(shop)
    assert posts._claim(post)
    post.refresh_from_db()
    assert post.problem == "No answer has come yet."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("looked", "problem", "asks"),
    [
        (None, "", 1),
        (timedelta(minutes=59), "no", 0),
        (timedelta(minutes=61), "no", 1),
        (timedelta(days=2), "", 0),
        (timedelta(days=4), "", 1),  # its picture's link has died
    ],
)
def test_a_comment_has_its_post_looked_up_when_that_is_due(shop, look_ups, looked, problem, asks):
    if looked is not None:
        known(shop, looked_at=timezone.now() - looked, problem=problem)
    take_in(change("comments", comment("18100")))
    assert look_ups() == asks


@pytest.fixture
def look_ups():
    """How many look-ups wait for a worker."""
    from inbox.celery import app

    with app.connection_for_write() as connection:
        queue = connection.default_channel
        queue.queue_purge("background")
        yield lambda: queue._size("background")
        queue.queue_purge("background")


# --- A live video, as long as it is live ----------------------------------------------------------
def thread_of(comment_id):
    return Thread.everywhere.get(messages__external_id=comment_id)


@pytest.fixture
def live(sandbox):
    """A broadcast with a comment under it, here and there."""
    shop = factories.account(external_id=IG_ID, token=TOKEN)
    media = sandbox.post("LIVE", caption="Live from the bakehouse")
    said = sandbox.comment(media, "is it open today?")
    take_in(live_comment(said, media))
    return Post.everywhere.get(account=shop)


def test_a_live_video_that_is_listed_is_on(live):  # W-6
    check_broadcasts(live.account_id)
    live.refresh_from_db()
    assert live.over_at is None
    assert Thread.everywhere.get().open_comment is not None


def test_a_live_video_that_is_no_longer_listed_is_over(live, sandbox):  # W-6
    sandbox.control("PATCH", f"media/{live.external_id}", ended=True)
    check_broadcasts(live.account_id)
    live.refresh_from_db()
    assert live.over_at is not None
    assert Thread.everywhere.get().open_comment is None


@pytest.mark.django_db(transaction=True)
def test_the_end_is_told_to_who_looks_at_a_comment_of_it(live, sandbox, told):  # W-6, W-7
    sandbox.control("PATCH", f"media/{live.external_id}", ended=True)
    told.clear()
    check_broadcasts(live.account_id)
    assert told == {f"message-{Message.everywhere.get().pk}"}


def test_the_end_of_a_live_video_leaves_the_comments_of_others_open(shop):  # W-6
    take_in(change("comments", comment("18090"), seconds=NOW_MS // 1000 - 60))
    take_in(live_comment("18100"), live_comment("18200", "18051", contact="2002"))
    end_broadcast(Post.everywhere.get(external_id="18050"))
    assert thread_of("18100").open_comment.external_id == "18090"
    assert thread_of("18200").open_comment.external_id == "18200"


def test_a_comment_after_the_end_takes_the_end_back(shop):  # W-6
    take_in(live_comment("18100"))
    end_broadcast(Post.everywhere.get())
    Post.everywhere.update(over_at=time_of(NOW_MS - 60_000))
    take_in(live_comment("18101"))
    assert Post.everywhere.get().over_at is None
    assert thread_of("18101").open_comment.external_id == "18101"


def test_a_comment_that_comes_late_from_an_ended_broadcast_grants_nothing(shop):  # W-6
    take_in(live_comment("18100"))
    end_broadcast(Post.everywhere.get())
    take_in(live_comment("18101", ms=NOW_MS - 60_000))
    assert thread_of("18101").open_comment is None


def test_a_broadcast_nobody_could_still_hold_ends_without_asking(graph, shop):  # W-6
    known(shop, kind="live", created_at=ago(hours=5))
    check_broadcasts(shop.pk)
    assert Post.everywhere.get().over_at is not None
    assert graph.asked == []


def test_no_answer_ends_nothing(graph, shop):
    known(shop, kind="live")
    for answer in (error(2, status=500), Answer(hang_up=True), Answer(body={"data": None})):
        graph.answers.append(answer)
        check_broadcasts(shop.pk)
    assert Post.everywhere.get().over_at is None


def test_an_account_is_asked_once_a_minute_and_only_with_a_live_video(shop, look_ups):
    known(shop)
    known(shop, external_id="18001", kind="live", over_at=timezone.now())
    broadcasts.ask_where_due()
    assert look_ups() == 0
    known(shop, external_id="18002", kind="live")
    known(shop, external_id="18003", kind="live")
    for _ in range(3):
        broadcasts.ask_where_due()
    assert look_ups() == 1


def test_a_disconnected_account_is_not_asked(look_ups):
    known(factories.account(status="disconnected"), kind="live")
    broadcasts.ask_where_due()
    assert look_ups() == 0


@pytest.mark.django_db(transaction=True)
def test_a_private_reply_refused_on_a_live_video_tells_of_its_end(shop):  # W-6
    take_in(live_comment("18100"), change("comments", comment("18090")))
    end_after_commit(Message.everywhere.get(external_id="18090"))
    assert not Post.everywhere.exclude(over_at=None).exists()
    end_after_commit(Message.everywhere.get(external_id="18100"))
    assert Post.everywhere.exclude(over_at=None).get().external_id == "18050"
    assert Message.everywhere.filter(thread__contact__scoped_id=ADA).count() == 2
    assert thread_of("18100").open_comment.external_id == "18090"
