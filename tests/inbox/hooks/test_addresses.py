"""Only public addresses are called, and the one that was checked is the one that is called."""

import socket
from ipaddress import ip_address

import pytest

from inbox.hooks import addresses
from inbox.hooks.addresses import NoSuchHost, NotAllowed, is_public, places_of, target_of

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8",
    "169.254.1.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%2", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.1", "100.63.255.255",
    "100.128.0.1", "169.253.255.255", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::808:808",
    "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001:81b::200e",
]  # fmt: skip


@pytest.fixture
def resolver(monkeypatch):
    """The machine's resolver, answering as told: one list of addresses for each look-up."""

    class Resolver:
        def __init__(self):
            self.answers, self.asked = [], []

        def __call__(self, host, port, *_args, **_how):
            self.asked.append(host)
            found = self.answers.pop(0) if self.answers else []
            kind = socket.SOCK_STREAM
            return [(_family(one), kind, 6, "", _address(one, port)) for one in found]

    made = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made


def _family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _address(address, port):
    return (address, port, 0, 0) if ":" in address else (address, port)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_refused(address, resolver):
    assert not is_public(ip_address(address))
    resolver.answers.append([address])
    with pytest.raises(NotAllowed, match="private or reserved"):
        places_of(target_of("https://shop.example/"))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_allowed(address, resolver):
    assert is_public(ip_address(address))
    resolver.answers.append([address])
    (place,) = places_of(target_of("https://shop.example/"))
    assert place.address[0] == address


def test_one_private_address_among_public_ones_refuses_them_all(resolver):
    resolver.answers.append(["93.184.216.34", "10.0.0.7"])
    with pytest.raises(NotAllowed):
        places_of(target_of("https://shop.example/"))


def test_a_name_without_an_address_is_not_called(resolver):
    with pytest.raises(NoSuchHost, match=r"shop\.example"):
        places_of(target_of("https://shop.example/"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "whole address"),
        ("shop.example/hooks", "whole address"),
        ("ftp://shop.example/", "whole address"),
        ("file:///etc/passwd", "whole address"),
        ("gopher://shop.example/", "whole address"),
        ("javascript:alert(1)", "whole address"),
        ("https://", "whole address"),
        ("https:///path", "whole address"),
        ("http://shop.example/", "https://"),
        ("https://ana:secret@shop.example/", "name and password"),
        ("https://ana@shop.example/", "name and password"),
        ("https://@shop.example/", "name and password"),
        ("https://shop.example:22/", "Port 22"),
        ("https://shop.example:25/", "Port 25"),
        ("https://shop.example:99999/", "whole address"),
        ("https://shop.example\\@127.0.0.1/", "backslash"),
        ("https://shop.example/a b", "space"),
        ("https://shop.example/\r\nHost: other", "invisible"),
        ("https://shop.example/\0", "invisible"),
        ("https://127.0.0.1/", "private or reserved"),
        ("https://[::1]/", "private or reserved"),
        ("https://[::ffff:10.0.0.1]/", "private or reserved"),
        ("https://169.254.169.254/latest/meta-data/", "private or reserved"),
        ("https://shop.example/" + "x" * 2000, "2000"),
    ],
)  # fmt: skip
def test_what_is_no_address_to_call_is_refused_with_words(url, words, settings):
    settings.DEVELOPMENT = False
    with pytest.raises(NotAllowed, match=words):
        target_of(url)


@pytest.mark.parametrize(
    "url", ["https://shop.example", "https://shop.example:8443/x?y=1", "HTTPS://Shop.Example/"]
)
def test_an_address_on_the_web_is_allowed(url, settings):
    settings.DEVELOPMENT = False
    assert target_of(url).host == "shop.example"


def test_a_name_in_another_script_is_asked_for_as_dns_knows_it():
    assert target_of("https://bücher.example/").host == "xn--bcher-kva.example"


@pytest.mark.parametrize("written", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "localhost"])
def test_another_way_to_write_this_machine_leads_nowhere_either(written, resolver):
    """The system's resolver turns each of them into 127.0.0.1; what counts is what it says."""
    resolver.answers.append(["127.0.0.1"])
    with pytest.raises(NotAllowed):
        places_of(target_of(f"https://{written}/"))


@pytest.mark.parametrize(
    ("named", "url", "allowed"),
    [
        (["crm.internal"], "http://crm.internal/x", True),
        (["crm.internal"], "http://crm.internal:25/x", True),
        (["CRM.internal"], "https://crm.INTERNAL/x", True),
        (["crm.internal:8080"], "http://crm.internal:8080/x", True),
        (["crm.internal:8080"], "http://crm.internal/x", False),
        (["[::1]:8080"], "http://[::1]:8080/", True),
        (["internal"], "http://crm.internal/x", False),
        (["crm.internal"], "http://crm.internal.evil.example/x", False),
    ],
)
def test_the_operator_may_name_internal_hosts(named, url, allowed, settings, resolver):
    settings.DEVELOPMENT = False
    settings.HOOK_HOSTS = named
    resolver.answers.append(["10.0.0.12"])
    if allowed:
        assert places_of(target_of(url))
    else:
        with pytest.raises(NotAllowed):
            places_of(target_of(url))


def test_the_list_is_complete_for_what_python_knows():
    """Whatever Python's own table calls private, ours refuses too."""
    for network in (*addresses._NOT_PUBLIC_4, *addresses._NOT_PUBLIC_6):
        assert not is_public(network.network_address)
        assert not is_public(network.broadcast_address)
