"""Which addresses may be called: public ones on the web, and hosts that the operator has named.

A name is looked up here, each time it is called, and the call goes to what was found and checked:
a name that answers differently a moment later leads nowhere else.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

LONGEST = 2_000  # characters of a URL
USUAL_PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024  # below it live mail, directories, consoles

# IANA's special-purpose registries, and what clouds keep for themselves.
_NOT_PUBLIC_4 = [
    ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's platform address, public by its number only
    )
]  # fmt: skip
_GLOBAL_6 = ip_network("2000::/3")  # the only global unicast space there is
_NOT_PUBLIC_6 = [
    ip_network(each)
    for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # Teredo, 6to4, documents
]
_NAT64 = IPv6Network("64:ff9b::/96")


class NotAllowed(ValueError):
    """The address may not be called; the words say why, and what would be right."""


class NoSuchHost(OSError):
    """The name leads to no address, now."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be called, if its host's addresses may. ``trusted``: the operator named it."""

    url: str
    host: str
    port: int
    trusted: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A checked address to connect to, in the socket module's terms."""

    family: int
    address: tuple[Any, ...]


def target_of(url: str) -> Target:
    """What ``url`` leads to, without looking anything up. Raises NotAllowed."""
    if len(url) > LONGEST:
        raise NotAllowed(_("The address is longer than %(most)s characters.") % {"most": LONGEST})
    if not url.isprintable() or " " in url or "\\" in url:
        raise NotAllowed(_("The address has a space, a backslash or an invisible character in it."))
    parts = _parts(url)
    host, port = parts.hostname or "", _port(parts)
    trusted = is_trusted(host, port)
    if parts.scheme == "http" and not (trusted or settings.DEVELOPMENT):
        raise NotAllowed(_("The address has to begin with https://."))
    if not trusted and port < FIRST_FREE_PORT and port not in USUAL_PORTS.values():
        raise NotAllowed(_("Port %(port)s is not for the web.") % {"port": port})
    if not trusted and (literal := _literal(host)) and not is_public(literal):
        raise _private(host)
    return Target(parts.geturl(), host, port, trusted)


def places_of(target: Target) -> list[Place]:
    """Where to connect for ``target``: looked up now, every one of them checked.

    Raises NotAllowed if any is not public, NoSuchHost if there is none.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    places = [Place(family, address) for family, _kind, _proto, _name, address in found]
    if not places:
        raise NoSuchHost(_("The name %(host)s leads nowhere.") % {"host": target.host})
    if not target.trusted and not all(is_public(ip_address(one.address[0])) for one in places):
        raise _private(target.host)
    return places


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether ``address`` is somebody's on the internet, and no way into a house."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:  # leads to the IPv4 address in its last 32 bits
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _NOT_PUBLIC_6)


def is_trusted(host: str, port: int) -> bool:
    """Whether the operator has named ``host``, or this very port of it, in HOOK_HOSTS."""
    named = {each.lower() for each in settings.HOOK_HOSTS}
    shown = f"[{host}]" if ":" in host else host
    return bool(named & {shown, f"{shown}:{port}"})


def _parts(url: str) -> Any:
    """The URL as it will be called: with a host in ASCII, as DNS and certificates know it."""
    words = _("Write a whole address, such as https://shop.example/hooks.")
    try:
        written = urlsplit(url)
        parts = urlsplit(requests.Request("POST", url).prepare().url or "")
    except (ValueError, requests.RequestException):
        raise NotAllowed(words) from None
    if written.scheme not in USUAL_PORTS or not parts.hostname:
        raise NotAllowed(words)
    if "@" in written.netloc:
        raise NotAllowed(_("Take the name and password out of the address: calls are signed."))
    return parts


def _port(parts: Any) -> int:
    try:
        port: int = parts.port if parts.port is not None else USUAL_PORTS[parts.scheme]
    except ValueError:
        port = 0
    if not port:
        raise NotAllowed(_("The port has to be a number from 1 to 65535."))
    return port


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _private(host: str) -> NotAllowed:
    words = _(
        "%(host)s leads to a private or reserved address, which is not called. Whoever runs this "
        "installation can allow a host with HOOK_HOSTS."
    )
    return NotAllowed(words % {"host": host})
