"""Intake workers are killed while a burst comes in: nothing is lost, nothing is there twice."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone

from automations.rulebook import import_rules
from inbox.delivery.models import Outbound
from inbox.local.folder import REPOSITORY
from inbox.threads.models import Message, Thread
from integrations.meta.models import Delivery, Event
from integrations.meta.tasks import wake_if_waiting
from integrations.meta.webhook import Webhook
from integrations.meta.wire.envelope import items_of
from tests import factories
from tests.integrations.meta.burst import Burst
from tests.integrations.meta.door import wait_until
from tests.integrations.meta.ledger import ledger
from tests.integrations.meta.payloads import drain, signature, store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
DISTINCT, REPEATS, TOGETHER = 9_000, 1_000, 64
KILL_AT = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8)  # of the deliveries processed
SECONDS = 120.0
RULES = (
    '{"version": 1, "rules": [{"name": "Price", "on": ["dm"], "match": "contains", '
    '"keywords": ["price"], "steps": [{"send": {"texts": ["12 EUR"]}}]}]}'
)


class Worker:
    """A real intake worker in processes of its own."""

    def __init__(self) -> None:
        found = connection.settings_dict
        url = (
            f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
            f"/{found['NAME']}"
        )
        command = [sys.executable, "-m", "celery", "-q", "-A", "inbox.celery", "worker"]
        command += [
            "-Q",
            "intake",
            "-c",
            "1",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "error",
        ]
        self._process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=os.environ | {"DATABASE_URL": url, "REDIS_URL": django_settings.REDIS_URL},
            start_new_session=True,
        )

    def kill(self) -> None:
        """Parent and child at once, as when the machine goes."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def workers():
    running: list[Worker] = []
    yield running
    for worker in running:
        worker.kill()


async def post_all(webhook: Webhook, bodies: list[bytes]) -> list[int]:
    """Every delivery to the webhook itself, TOGETHER at a time; their statuses."""
    room = asyncio.Semaphore(TOGETHER)

    async def post(body: bytes) -> int:
        sent: list[dict] = []

        async def receive() -> dict:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict) -> None:
            sent.append(message)

        headers = [(b"x-hub-signature-256", signature(body).encode())]
        async with room:
            await webhook({"type": "http", "method": "POST", "headers": headers}, receive, send)
        return sent[0]["status"]

    statuses = await asyncio.gather(*(post(body) for body in bodies))
    await webhook.close()
    return statuses


def processed() -> int:
    wake_if_waiting()  # the tick's part
    return Delivery.objects.exclude(processed_at=None).count()


def is_at_work() -> bool:
    """Whether a worker is in the middle of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'handoff' AND xact_start IS NOT NULL "
            "AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0


@pytest.fixture
def shops(db):
    shop = factories.account(automations_on=False)
    kiosk = factories.account(messages_per_hour=0, calls_per_second=0)
    import_rules(kiosk.workspace, RULES)
    return shop, kiosk


def test_every_event_is_there_exactly_once_whoever_dies(shops, workers):  # F-5
    shop, kiosk = shops
    start = int((timezone.now() - timedelta(hours=1)).timestamp() * 1000)
    burst = Burst(shop.external_id, kiosk.external_id, start, distinct=DISTINCT, repeats=REPEATS)
    began = time.monotonic()
    workers.extend([Worker(), Worker()])
    statuses: list[int] = []
    posting = threading.Thread(
        target=lambda: statuses.extend(asyncio.run(post_all(Webhook(), burst.all)))
    )
    posting.start()
    posting.join(SECONDS)
    posted = time.monotonic() - began

    for number, share in enumerate(KILL_AT):
        wait_until(lambda share=share: processed() >= share * len(burst.all), SECONDS)
        wait_until(is_at_work, SECONDS)
        workers[number % 2].kill()
        workers[number % 2] = Worker()
    wait_until(lambda: processed() == len(burst.all), SECONDS)
    took = time.monotonic() - began

    assert set(statuses) == {200}
    assert_nothing_lost_and_nothing_twice(burst)
    assert_everybody_was_answered_once(kiosk, burst)
    assert_in_order_of_time()
    assert ledger(shop) == what_one_quiet_run_gives(shop, burst)
    sys.stdout.write(
        f"\n{len(burst.all)} deliveries stored after {posted:.1f} s and processed after "
        f"{took:.1f} s, with {len(KILL_AT)} workers killed\n"
    )


def assert_nothing_lost_and_nothing_twice(burst):
    now = timezone.now()
    expected = {(item.owner, item.key) for body in burst.distinct for item in items_of(body, now)}
    found = list(Event.everywhere.values_list("owner", "key"))
    assert len(found) == len(expected)
    assert set(found) == expected
    assert not Event.everywhere.exclude(outcome="applied").exists()
    assert not Delivery.objects.exclude(body=b"").exists()


def assert_everybody_was_answered_once(kiosk, burst):
    answered = Outbound.objects.in_workspace(kiosk.workspace_id).exclude(rule_id=None)
    contacts = list(answered.values_list("thread__contact__scoped_id", flat=True))
    assert sorted(contacts) == sorted(burst.asked_for_the_price)


def assert_in_order_of_time():
    for thread in Thread.everywhere.all()[:50]:
        told = list(Message.everywhere.told().filter(thread=thread, origin="contact"))
        assert told == sorted(told, key=lambda one: (one.sent_at, one.external_id))


def what_one_quiet_run_gives(shop, burst):
    """The same items, once and in order, in this process alone; undone afterwards."""
    with transaction.atomic():
        Event.everywhere.all().delete()
        Delivery.objects.all().delete()
        Thread.everywhere.update(last_message=None, open_comment=None)
        Message.everywhere.filter(outbound=None).delete()
        shop.contacts.all().delete()
        bodies = [body for body in burst.distinct if shop.external_id.encode() in body]
        store(*bodies, received_at=timezone.now())
        drain()
        found = ledger(shop)
        transaction.set_rollback(True)
    return found
