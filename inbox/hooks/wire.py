"""One HTTP call to somebody else's system: bounded in time and size, and only where it was checked.

WireError
├── Refused   the address may not be called: trying again now changes nothing
└── NoAnswer  nothing usable came back
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import requests
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from inbox.hooks.addresses import NoSuchHost, NotAllowed, Place, places_of, target_of

LARGEST_BODY = 256 * 1024  # bytes sent
LARGEST_ANSWER = 64 * 1024  # bytes read
CONNECT_SECONDS = 5.0


class WireError(Exception):
    """The call was not answered; the words are for people. ``address``: what was connected to."""

    def __init__(self, words: str, address: str = "") -> None:
        super().__init__(words)
        self.words, self.address = words, address


class Refused(WireError):
    """It was not made, because of where it would have gone or how large it was."""


class NoAnswer(WireError):
    """It may have arrived, or not."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. ``body`` has at most LARGEST_ANSWER bytes; ``is_cut`` says there was more."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    address: str


def post(url: str, body: bytes, headers: Mapping[str, str], patience: timedelta) -> Said:
    """Send ``body`` to ``url``, without redirects, proxies or cookies. Raises WireError.

    ``patience`` is for all of it, from the connection to the last byte, however slowly they drip.
    """
    if len(body) > LARGEST_BODY:
        words = _("The body has %(size)s bytes; at most %(most)s are sent.")
        raise Refused(words % {"size": len(body), "most": LARGEST_BODY})
    try:
        target = target_of(url)
        road = _Road(places_of(target), patience)
    except NotAllowed as error:
        raise Refused(str(error)) from error
    except NoSuchHost as error:
        raise NoAnswer(str(error)) from error
    with road, requests.Session() as session:
        session.trust_env = False
        session.mount(f"{url.partition(':')[0].lower()}://", _Adapter(road))
        try:
            return _post(session, target.url, body, headers, road)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise NoAnswer(_words(error, road), road.address) from error


def _post(
    session: requests.Session, url: str, body: bytes, headers: Mapping[str, str], road: _Road
) -> Said:
    seconds = road.patience.total_seconds()
    with session.post(
        url,
        data=body,
        headers={"Accept-Encoding": "identity", **headers},
        timeout=(min(CONNECT_SECONDS, seconds), seconds),
        allow_redirects=False,
        stream=True,
    ) as answer:
        read: bytes = answer.raw.read(LARGEST_ANSWER + 1, decode_content=False)
        if road.is_over:  # what a closed wire left may look like a whole answer
            raise TimeoutError
        kept, is_cut = read[:LARGEST_ANSWER], len(read) > LARGEST_ANSWER
        return Said(answer.status_code, answer.headers, kept, is_cut, road.address)


class _Road:
    """The way to checked addresses, open for ``patience`` and then torn up."""

    def __init__(self, places: list[Place], patience: timedelta) -> None:
        self.patience = patience
        self.address = ""
        self.is_over = False
        self._places = places
        self._handle: socket.socket | None = None
        self._timer = threading.Timer(patience.total_seconds(), self._tear_up)

    def __enter__(self) -> Self:
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()  # it may be at the handle just now
        if self._handle:
            self._handle.close()

    def connect(self, timeout: Any) -> socket.socket:
        """A connection to the first of the places that takes one, or its OSError."""
        error: OSError = TimeoutError()
        for place in self._places:
            if self.is_over:
                break
            wire = socket.socket(place.family, socket.SOCK_STREAM)
            try:
                wire.settimeout(timeout)
                wire.connect(place.address)
            except OSError as refused:
                wire.close()
                error = refused
                continue
            self.address = str(place.address[0])
            # A second handle on the same wire: TLS takes the first one away with it.
            self._handle = socket.socket(fileno=os.dup(wire.fileno()))
            if self._timer.finished.is_set():  # just now: it saw no handle
                self._tear_up()
            return wire
        raise error

    def _tear_up(self) -> None:
        self.is_over = True
        if self._handle:
            try:
                self._handle.shutdown(socket.SHUT_RDWR)
            except OSError:  # the other side was quicker
                return


class _Adapter(HTTPAdapter):
    """Connects by one road, whatever the URL says; name and certificate are still the URL's."""

    def __init__(self, road: _Road) -> None:
        self._road = road
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        road = self._road

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return road.connect(self.timeout)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return road.connect(self.timeout)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _words(error: Exception, road: _Road) -> str:
    slow = (TimeoutError, requests.Timeout)
    if road.is_over or isinstance(error, slow):
        seconds = int(road.patience.total_seconds())
        return _("No answer within %(seconds)s seconds.") % {"seconds": seconds}
    if isinstance(error, requests.exceptions.SSLError):
        return _("The certificate is not valid for this name, or TLS failed: %(error)s") % {
            "error": str(error)[-200:]
        }
    if not road.address:
        return _("Could not connect.")
    return _("The connection ended before an answer came (%(error)s).") % {
        "error": type(error).__name__
    }
