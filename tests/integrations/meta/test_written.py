"""Those who wait for a contact are told by what opens the window, and by nothing else (W-2)."""

import pytest

from inbox.threads import watching
from inbox.threads.models import Thread, Watch
from tests import factories
from tests.integrations.meta.payloads import START, message, messaging, take_in
from tests.integrations.meta.test_openings import ACTS, CALM, HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(shop):
    """A member who waits in a thread that was begun an hour ago."""
    take_in(messaging(message("M0", ms=START - HOUR)))
    watching.watch(Thread.everywhere.get(), factories.member(shop.workspace))


def is_told():
    return Watch.everywhere.get().wrote_at is not None


@pytest.mark.parametrize("act", ACTS)
def test_whoever_waits_is_told_of_each_act_that_opens_the_window(waiting, act):
    take_in(messaging(ACTS[act][0]))
    assert is_told()


@pytest.mark.parametrize("act", CALM)
def test_nothing_else_is_having_written(waiting, act):
    take_in(CALM[act])
    assert not is_told()


def test_what_was_there_before_is_not_told_again(waiting):  # F-5
    take_in(messaging(message("M0", ms=START - HOUR)))
    assert not is_told()
