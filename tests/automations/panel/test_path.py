"""The way to a handoff, in words that people read (H-5)."""

import pytest
from django.utils import timezone

from automations.models import StepDone
from automations.panel.path import MOST, Stop, path_of
from tests import factories
from tests.automations.panel.handoffs import run_of, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    thread = factories.thread_open_since(timezone.now())
    return run_of(thread, "Sizes", answers={"email": "ada@example.org"})


def path(run):
    return path_of(run, run.steps.order_by("visit"))


def test_a_question_stands_with_what_was_answered(run):
    step(run, "menu", words="Which size?")
    step(run, "answer", detail="M = medium")  # chosen, and kept nowhere
    step(run, "ask", words="Your e-mail?")
    step(run, "answer", detail="email = ada@example.org")
    assert path(run).stops == (
        Stop("Which size?", "M = medium", quoted=True),
        Stop("Your e-mail?", "ada@example.org", quoted=True),
    )


def test_a_question_that_was_asked_again_is_told_once(run):
    step(run, "ask", words="Your e-mail?", place=0)
    step(run, "ask", words="Your e-mail?", place=0)
    assert len(path(run).stops) == 1


def test_what_was_left_out_says_why(run):
    step(run, "send", skipped=StepDone.Skipped.REFUSED, detail="too long")
    (stop,) = path(run).stops
    assert (stop.words, stop.skipped) == ("a file", "The guard refused it")


def test_a_long_question_is_cut_and_the_oldest_steps_are_counted(run):
    for number in range(MOST + 2):
        step(run, "send", words=f"{number} " + "x" * 200)
    found = path(run)
    assert (found.earlier, len(found.stops)) == (2, MOST)
    assert found.stops[0].words.startswith("2 xxx")
    assert found.stops[0].words.endswith("…")


def test_the_handoff_itself_is_no_step_on_the_way_to_it(run):
    step(run, "handoff", detail="why")
    assert path(run).stops == ()
