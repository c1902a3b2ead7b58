"""Private replies, public replies and files are looked for where they would be (F-4, W-6)."""

import pytest

from inbox.accounts.channels import MediaKind
from inbox.delivery.guard import Media
from inbox.delivery.models import Outbound
from inbox.threads.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
State = Outbound.State
PHOTO = Media(MediaKind.IMAGE, "https://shop.example/cake.jpg", "image/jpeg", 2_000, "cake.jpg")


def below(shop, comment):
    rows = shop.both.rows("comments", account=shop.ig_id)
    return [one for one in rows if one["parent"] == comment]


def test_a_lost_private_reply_is_found_in_the_conversation(shop):  # F-4, W-6
    comment = shop.known_comment(shop.comment("ada", "18001"))
    outbound = shop.lose(content="Three euros.", comment=comment)
    assert (outbound.kind, outbound.state) == ("private_reply", State.UNKNOWN)
    shop.ask(outbound)
    assert outbound.state == State.DELIVERED
    assert [one["mid"] for one in shop.ours()] == [outbound.message.external_id]


def test_a_private_reply_that_never_arrived_is_sent_again_once(shop):  # F-4, W-6
    comment = shop.known_comment(shop.comment("ada", "18001"))
    outbound = shop.refuse(content="Three euros.", comment=comment)
    shop.ask_until_settled(outbound)
    shop.serve()
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED
    assert len(shop.ours()) == 1


def test_without_a_conversation_nothing_is_proved_about_a_commenter(shop):  # F-4
    """In a conversation they may have another id, so that none is found under this one."""
    comment = shop.known_comment(shop.comment("bo", "18001"))
    outbound = shop.refuse(who="bo", content="Three euros.", comment=comment)
    shop.ask_until_settled(outbound)
    assert outbound.state == State.UNKNOWN
    assert shop.ours("bo") == []


def test_a_commenter_who_never_wrote_is_found_by_their_conversation(shop):  # F-4, W-6
    comment = shop.known_comment(shop.comment("bo", "18001"))
    outbound = shop.lose(who="bo", content="Three euros.", comment=comment)
    shop.ask(outbound)
    assert outbound.state == State.DELIVERED


def test_a_lost_public_reply_is_found_below_its_comment(shop):  # F-4
    comment = shop.comment("ada", "18001")
    shop.hold_post()
    shop.fault("lost_answer", how="drop")
    known = shop.known_comment(comment)
    outbound = shop.send(content="In your inbox!", comment=known, publicly=True)
    assert outbound.state == State.UNKNOWN
    shop.ask(outbound)
    assert outbound.state == State.DELIVERED
    assert [one["id"] for one in below(shop, comment)] == [outbound.message.external_id]
    shop.let_post_go()  # its webhook comes after all
    assert Message.everywhere.filter(text="In your inbox!").count() == 1


def test_a_public_reply_that_never_arrived_is_sent_again_once(shop):  # F-4
    comment = shop.comment("ada", "18001")
    known = shop.known_comment(comment)
    shop.both.control(
        "events", kind="comment", person="bo", media="18001", comment=comment, text="me too"
    )
    shop.take_in()
    outbound = shop.refuse(content="In your inbox!", comment=known, publicly=True, on="comments")
    assert outbound.state == State.UNKNOWN
    shop.ask_until_settled(outbound)
    shop.serve()
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED
    assert len(below(shop, comment)) == 2


def test_a_reply_to_a_reply_is_looked_for_below_the_comment_of_both(shop):  # F-4
    top = shop.comment("ada", "18001")
    told = shop.play("comment", "ada", media="18001", comment=top, text="and rye?")
    shop.take_in()
    answer = shop.known_comment(told["comment"])
    shop.hold_post()
    shop.fault("lost_answer", how="drop")
    outbound = shop.send(content="Rye too.", comment=answer, publicly=True)
    shop.ask(outbound)
    assert outbound.state == State.DELIVERED
    shop.let_post_go()


def test_a_comment_that_is_gone_leaves_its_reply_to_a_person(shop):  # F-4
    comment = shop.comment("ada", "18001")
    known = shop.known_comment(comment)
    outbound = shop.refuse(content="Thanks!", comment=known, publicly=True, on="comments")
    shop.play("uncomment", "ada", comment=comment)
    shop.ask_until_settled(outbound)
    assert outbound.state == State.UNKNOWN


def test_a_lost_file_is_found_by_its_time(shop):  # F-4
    outbound = shop.lose(content=PHOTO)
    assert outbound.state == State.UNKNOWN
    shop.ask(outbound)
    assert outbound.state == State.DELIVERED
    assert [one["mid"] for one in shop.ours()] == [outbound.message.external_id]


def test_a_file_that_never_arrived_is_sent_again_once(shop):  # F-4
    shop.send(content=PHOTO)
    outbound = shop.refuse(content=PHOTO)
    shop.ask_until_settled(outbound)
    shop.serve()
    outbound.refresh_from_db()
    assert outbound.state == State.DELIVERED
    assert len(shop.ours()) == 2
