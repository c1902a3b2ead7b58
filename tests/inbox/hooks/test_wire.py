"""A call is bounded, whatever the other side does; and goes where its address was checked."""

import socket
import threading
import time
from datetime import timedelta

import pytest

from inbox.hooks import wire
from inbox.local import ports
from tests.inbox.hooks.receiver import Receiver, Says

HALF_A_SECOND = timedelta(seconds=0.5)


def call(url, patience=timedelta(seconds=10)):
    return wire.post(url, b"{}", {}, patience)


@pytest.fixture
def names(monkeypatch, settings):
    """A resolver with a list of answers for each name; the last one stays."""

    class Names(dict):
        asked = []

        def __call__(self, host, port, *_args, **_how):
            self.asked.append(host)
            answers = self[host]
            address = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    made = Names()
    made.asked = []
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made


def test_the_call_goes_to_the_address_that_was_checked(receiver, names, settings):
    """A name that answers differently the second time (DNS rebinding) is only asked once."""
    settings.HOOK_HOSTS = [f"shop.internal:{receiver.port}"]
    names["shop.internal"] = ["127.0.0.1", "127.0.0.66"]
    said = call(f"http://shop.internal:{receiver.port}/")
    assert (said.status, said.address) == (200, "127.0.0.1")
    assert names.asked == ["shop.internal"]
    assert receiver.got[0].headers["Host"] == f"shop.internal:{receiver.port}"


def test_a_name_that_turns_private_is_refused_at_the_next_try(names, settings):
    settings.HOOK_HOSTS = []
    names["shop.example"] = ["10.0.0.1", "127.0.0.1", "169.254.169.254"]
    for _ in range(3):
        with pytest.raises(wire.Refused, match="private or reserved"):
            call("https://shop.example/")
    assert len(names.asked) == 3


def test_a_private_address_is_never_connected_to(settings):
    """In spite of DEBUG: the receiver is there, and hears nothing."""
    system = Receiver()
    try:
        settings.HOOK_HOSTS = []
        with pytest.raises(wire.Refused):
            call(system.url)
        with pytest.raises(wire.Refused):
            call(f"http://localhost:{system.port}/")
        assert system.got == []
    finally:
        system.close()


def test_who_does_not_answer_is_given_up_in_time(receiver):
    over = threading.Event()
    receiver.says.append(Says(before=lambda: over.wait(20)))
    began = time.monotonic()
    with pytest.raises(wire.NoAnswer, match="No answer within"):
        call(receiver.url, HALF_A_SECOND)
    assert time.monotonic() - began < 5
    over.set()


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_lets_an_answer_drip_is_given_up_in_time(receiver, first):
    over = threading.Event()

    def drip(handler):
        handler.wfile.write(first)
        while not over.wait(0.05):  # each byte comes well within any timeout of one read
            handler.wfile.write(b"x")

    receiver.says.append(Says(write=drip))
    began = time.monotonic()
    with pytest.raises(wire.NoAnswer, match="No answer within"):
        call(receiver.url, HALF_A_SECOND)
    assert time.monotonic() - began < 5
    over.set()


def test_who_hangs_up_is_told_apart_from_who_is_not_there(receiver, settings):
    receiver.says.append(Says(write=lambda handler: handler.connection.close()))
    with pytest.raises(wire.NoAnswer, match="ended before an answer"):
        call(receiver.url)
    settings.HOOK_HOSTS = ["127.0.0.1"]
    with pytest.raises(wire.NoAnswer, match="Could not connect"):
        call(f"http://127.0.0.1:{ports.free_port()}/")


def test_an_answer_is_read_up_to_a_bound(receiver):
    receiver.says.append(Says(body=b"x" * 1_000_000))
    said = call(receiver.url)
    assert (len(said.body), said.is_cut) == (wire.LARGEST_ANSWER, True)


def test_a_compressed_answer_is_not_unpacked(receiver):
    receiver.says.append(Says(body=b"\x1f\x8b not unpacked", headers={"Content-Encoding": "gzip"}))
    assert call(receiver.url).body == b"\x1f\x8b not unpacked"


def test_a_server_without_tls_fails_in_words(receiver):
    with pytest.raises(wire.NoAnswer, match="TLS"):
        call(receiver.url.replace("http://", "https://"))


def test_no_thread_is_left_behind(receiver):
    call(receiver.url)
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
