"""Ids shaped like Meta's."""

from integrations.sandbox.mints import Mints, armoured, opened

from .conftest import START


def test_a_message_id_says_who_where_and_when():
    owner, thread = "17841400000000001", Mints(1).thread_id()
    kind, one, name, by, where, item = opened(Mints(1).mid(owner, thread, START)).split(":")
    assert (kind, one, name, by, where) == ("ig_dm_item", "1", "IGMessageID", owner, thread)
    assert (int(item) >> 64) // 1_000 == START
    assert len(Mints(1).mid(owner, thread, START)) in range(150, 201)


def test_the_escape_is_undone():
    for text in ("ig_dm:340282366841710300949128000000000000000", "Z" * 40, "?>~" * 9, ""):
        assert opened(armoured(text)) == text
    assert "+" not in armoured("?>~" * 9)
    assert "=" not in armoured("a")


def test_lengths_are_metas():
    mints = Mints(3)
    assert mints.ig_id().startswith("17841")
    assert len(mints.ig_id()) == 17
    assert {len(mints.igsid()) for _ in range(200)} == {15, 16, 17}
    assert len(mints.comment_id()) == 18
    assert mints.token().startswith("IGAA")


def test_a_seed_repeats_itself():
    assert Mints(7).token() == Mints(7).token()
    assert Mints().token() != Mints().token()
