"""Workers are killed in the middle of flows: each run goes on, no step twice, none skipped."""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import psutil
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from automations.models import Decision, Run
from automations.rulebook import import_rules
from inbox.contacts.models import Captured
from inbox.delivery.models import Outbound
from inbox.threads.models import Message
from tests import factories
from tests.automations.conftest import document, flow
from tests.faults.killed_crew import Crew
from tests.integrations.meta.door import wait_until
from tests.integrations.meta.payloads import message, messaging, store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
PEOPLE, KILLS, SECONDS = 16, 40, 180.0
MINUTE = {"delay": {"minutes": 1}}
SIZES = {"menu": {"texts": ["Which size?"], "choices": [{"title": "S"}, {"title": "M"}]}}
EMAIL = {"ask": {"texts": ["Your e-mail?"], "answer": "email", "save_to": "email"}}
FLOW = flow(
    {"send": {"texts": ["Hello"]}}, SIZES, MINUTE, EMAIL, MINUTE, {"send": {"texts": ["Thanks"]}},
    keywords=["size"],
)  # fmt: skip
DONE = ["send", "menu", "answer", "delay", "ask", "answer", "delay", "send"]
SAID = ["Hello", "Which size?", "Your e-mail?", "Thanks"]
ANSWERS = {1: "M", 3: "{name}@example.org"}  # by the step at which the run waits


class Crowd:
    """People who set the flow off and answer what they are asked, each of it three times over."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._began = int((timezone.now() - timedelta(minutes=5)).timestamp() * 1000)
        self.told: Counter[tuple[str, int]] = Counter()

    def begin(self) -> None:
        for number in range(PEOPLE):
            self._say(str(3000 + number), 0, "size please")

    def go_on(self) -> None:
        """Answer each question once it is asked, and let the time of each delay come."""
        Run.everywhere.filter(waits_for="time").update(due_at=timezone.now())
        waiting = Run.everywhere.filter(waits_for="answer").select_related("contact")
        for run in waiting:
            person = run.contact.scoped_id
            if not self.told[person, run.place]:
                self._say(person, run.place, ANSWERS[run.place].format(name=f"p{person}"))

    def _say(self, person: str, place: int, text: str) -> None:
        self.told[person, place] += 1
        mid, at = f"m-{person}-{place}", self._began + place * 1000
        body = messaging(message(mid, text, at, contact=person), owner=self._owner)
        body["entry"][0]["messaging"][0]["recipient"]["id"] = self._owner
        store(body, body, body, received_at=timezone.now())


@pytest.fixture
def crew(tmp_path):
    found = connection.settings_dict
    address = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    opened = Crew(
        tmp_path,
        DATABASE_URL=f"postgresql://{address}/{found['NAME']}",
        REDIS_URL=django_settings.REDIS_URL,
    )
    yield opened
    opened.close()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(pid), SECONDS)


def is_over() -> bool:
    return Run.everywhere.exclude(ended="").count() == PEOPLE


def test_every_run_goes_on_whoever_dies(crew):  # K-5
    shop = factories.account(messages_per_hour=0, calls_per_second=0)
    import_rules(shop.workspace, document(FLOW))
    crowd, chance = Crowd(shop.external_id), random.Random(7)
    alive = {pid: kind for kind in ("intake", "flows") * 2 if (pid := crew.start(kind))}
    crowd.begin()
    deadline, kills = time.monotonic() + SECONDS, 0
    while not (is_over() and kills >= KILLS):
        assert time.monotonic() < deadline, crew.said()
        crowd.go_on()
        if kills < KILLS:
            time.sleep(chance.uniform(0.0, 0.15))  # anywhere in what they do
            victim = chance.choice(list(alive))
            kind = alive.pop(victim)
            kill(victim)
            alive[crew.start(kind)] = kind
            kills += 1
    audit()


def audit() -> None:
    """Each run did its eight steps once and in order, and each person read the four messages."""
    runs = list(Run.everywhere.prefetch_related("steps"))
    assert len(runs) == PEOPLE
    for run in runs:
        steps = sorted(run.steps.all(), key=lambda step: step.visit)
        assert [step.visit for step in steps] == list(range(len(DONE)))
        assert [step.kind for step in steps] == DONE
        assert run.ended == Run.Ended.FINISHED
        sent = Outbound.everywhere.filter(thread=run.thread_id).order_by("pk")
        assert list(sent.values_list("message__text", flat=True)) == SAID
    assert Captured.everywhere.filter(field="email").count() == PEOPLE
    outcomes = Counter(Decision.everywhere.values_list("outcome", flat=True))
    assert outcomes == {"fired": PEOPLE, "continued": 2 * PEOPLE}
    assert Message.everywhere.filter(origin="contact").count() == 3 * PEOPLE
