"""The webhook's door, byte by byte: what is answered, and what is stored."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
import requests
from django.conf import settings as django_settings
from django.db import connection

from integrations.meta.intake import waking
from integrations.meta.models import Delivery, Event
from integrations.meta.webhook import LARGEST_BODY, Webhook
from tests.integrations.meta.door import Door, Site, wait_until
from tests.integrations.meta.payloads import body_of, drain, message, messaging, signature

pytestmark = pytest.mark.django_db(transaction=True)
BODY = body_of(messaging(message("M1", "héllo 😀 https://example.org/x")))
QUEUE = "handoff:intake"


@pytest.fixture
def broker():
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    client.delete(QUEUE, waking.FLAG)
    yield client
    client.delete(QUEUE, waking.FLAG)
    client.close()


@pytest.fixture
def door(broker):
    opened = Door(Site(Webhook()))
    yield opened
    opened.close()


def post(door, body, sign=None, **headers):
    headers["X-Hub-Signature-256"] = signature(body) if sign is None else sign
    return requests.post(door.url, data=body, headers=headers, timeout=20)


def raw(door, *parts):
    """Bytes on a socket; what comes back."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=20) as wire:
        for part in parts:
            wire.sendall(part)
        return wire.recv(4096)


def head(**headers):
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines = ["POST /webhooks/instagram HTTP/1.1", "Host: testserver", *lines]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


class TestVerification:
    def ask(self, door, **query):
        named = {f"hub.{name}": value for name, value in query.items()}
        return requests.get(door.url, params=named, timeout=20)

    def test_the_challenge_comes_back_as_it_was(self, door):
        answer = self.ask(
            door, mode="subscribe", challenge="0011580000201444", verify_token="verify-me"
        )
        assert (answer.status_code, answer.content) == (200, b"0011580000201444")
        assert answer.headers["content-type"].startswith("text/plain")

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"mode": "subscribe", "challenge": "1", "verify_token": "wrong"},
            {"mode": "subscribe", "challenge": "1"},
            {"mode": "unsubscribe", "challenge": "1", "verify_token": "verify-me"},
            {"mode": "subscribe", "verify_token": "verify-me"},
            {"mode": "subscribe", "challenge": "1", "verify_token": "vérify-mé"},
        ],
    )
    def test_anything_else_is_refused(self, door, query):
        assert self.ask(door, **query).status_code == 403


def test_a_signed_delivery_is_stored_as_its_bytes_before_the_200(door):  # F-5
    assert post(door, BODY).status_code == 200
    stored = Delivery.objects.get()
    assert (bytes(stored.body), stored.processed_at) == (BODY, None)


def test_either_secret_may_sign(door, settings):
    settings.META_APP_SECRETS = ["the app's", "the product's"]
    for secret in settings.META_APP_SECRETS:
        assert post(door, BODY, signature(BODY, secret)).status_code == 200
    assert post(door, BODY, signature(BODY, "a stranger's")).status_code == 403


@pytest.mark.parametrize(
    "sign",
    ["", "sha256=", "sha256=" + 64 * "0", "sha1=" + 40 * "0", 64 * "0", "sha256=zz", "\xff\xfe"],
)
def test_a_wrong_signature_is_refused_and_nothing_is_stored(door, sign):
    assert post(door, BODY, sign.encode("latin-1")).status_code == 403
    assert not Delivery.objects.exists()


def test_a_missing_signature_is_refused_and_nothing_is_stored(door):
    assert requests.post(door.url, data=BODY, timeout=20).status_code == 403
    assert not Delivery.objects.exists()


def test_a_signature_of_other_bytes_with_the_same_meaning_does_not_fit(door):
    reserialised = json.dumps(json.loads(BODY)).encode()
    assert post(door, reserialised, signature(BODY)).status_code == 403


def test_without_a_secret_nothing_is_accepted(door, settings):
    settings.META_APP_SECRETS = []
    assert post(door, BODY, signature(BODY, "anything")).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_named_as_wrong(door, method):
    answer = requests.request(method, door.url, data=BODY, timeout=20)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'{"entry": ['])
def test_a_signed_body_that_is_no_json_is_stored_and_set_aside(door, body):
    assert post(door, body).status_code == 200
    drain()
    kept = Event.everywhere.get()
    assert (kept.kind, kept.outcome) == ("body", "set_aside")
    stored = Delivery.objects.get()
    assert bytes(stored.body) == body
    assert stored.error.startswith("Not JSON")


class TestSize:
    def test_the_largest_body_is_taken(self, door):
        assert post(door, b" " * LARGEST_BODY).status_code == 200

    def test_a_larger_one_is_refused_by_its_announced_length(self, door):
        answer = raw(door, head(content_length=LARGEST_BODY + 1))
        assert answer.startswith(b"HTTP/1.1 413")
        assert not Delivery.objects.exists()

    @pytest.mark.parametrize("length", ["9" * 30, "-1", "many"])
    def test_an_absurd_length_is_no_500(self, door, length):
        answer = raw(door, head(content_length=length))
        assert answer.split()[1] in (b"413", b"400")

    def test_a_larger_one_is_refused_while_it_is_read(self, door):
        chunk = b"%x\r\n" % (1024 * 1024) + b"x" * 1024 * 1024 + b"\r\n"
        answer = raw(door, head(transfer_encoding="chunked"), *[chunk] * 6)
        assert answer.startswith(b"HTTP/1.1 413")
        assert not Delivery.objects.exists()


def test_a_sender_that_hangs_up_leaves_nothing_and_breaks_nothing(door):
    sign = signature(BODY)
    with socket.create_connection(("127.0.0.1", door.port), timeout=20) as wire:
        wire.sendall(head(content_length=len(BODY), x_hub_signature_256=sign) + BODY[:20])
    assert post(door, BODY).status_code == 200
    assert Delivery.objects.count() == 1


def test_a_body_in_pieces_is_put_together(door):
    sign = signature(BODY)
    head_bytes = head(content_length=len(BODY), x_hub_signature_256=sign, connection="close")
    assert raw(door, head_bytes, BODY[:7], BODY[7:]).startswith(b"HTTP/1.1 200")
    assert bytes(Delivery.objects.get().body) == BODY


def test_deliveries_that_come_together_share_commits_and_one_wake_up(door, broker):
    bodies = [body_of(messaging(message(f"M{number}"))) for number in range(400)]
    with ThreadPoolExecutor(32) as pool:
        statuses = list(pool.map(lambda body: post(door, body).status_code, bodies))
    assert set(statuses) == {200}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT xmin::text) FROM meta_delivery")
        stored, commits = cursor.fetchone()
    assert stored == 400
    assert commits < 400
    wait_until(lambda: broker.llen(QUEUE) == 1)


class TestFaults:
    def test_an_unreachable_database_is_a_503_so_that_meta_sends_again(self, broker):
        opened = Door(Site(Webhook(lambda: "host=127.0.0.1 port=9 dbname=none connect_timeout=1")))
        try:
            assert post(opened, BODY).status_code == 503
        finally:
            opened.close()
        assert not Delivery.objects.exists()

    def test_a_lost_connection_to_the_database_costs_nothing(self, door):
        assert post(door, BODY).status_code == 200
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'handoff webhook' AND datname = current_database()"
            )
            assert cursor.fetchall() == [(True,)]
        assert post(door, BODY).status_code == 200
        assert Delivery.objects.count() == 2

    def test_a_lost_redis_costs_nothing(self, door, settings):
        settings.REDIS_URL = "redis://127.0.0.1:9/0"
        assert post(door, BODY).status_code == 200
        assert Delivery.objects.count() == 1
