"""Links that carry a campaign or a discount with them (W-12)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from inbox.delivery.promotion.folding import Folded
from inbox.delivery.promotion.tokens import UNSPACED

# Without the signs that stand around a link. Full width and zero width are already folded.
_CHUNK = re.compile(rf"[^\s<>\"“”„«»「」『』{UNSPACED}]{{4,2048}}")
_SCHEME = re.compile(r"https?(?:://|%3a%2f%2f)")
_ADDRESS = re.compile(r"[a-z0-9]\.[a-z]{2,24}[/?#]")  # without its scheme
_TRAILING = ".,!?;:)]}'’*"
_BEFORE = "([{'‘*"

_LISTS = tomllib.loads(Path(__file__).with_name("links.toml").read_text("utf-8"))
_NAMES, _SOURCES = frozenset(_LISTS["names"]), frozenset(_LISTS["sources"])
_FAMILIES, _CAMPAIGNS = tuple(_LISTS["families"]), tuple(_LISTS["campaigns"])
_PATHS = re.compile(r"/(?:discount|coupon|promo)s?/[^/?#\s]")  # shop.example/discount/SUMMER20


def without_links(plain: str) -> str:
    """``plain`` with a space for each character of a link: what an address says is not said."""
    return _CHUNK.sub(lambda chunk: " " * len(chunk[0]) if _is_link(chunk[0]) else chunk[0], plain)


def campaign_links(folded: Folded) -> Iterator[tuple[int, int]]:
    """Start and end, in the folded text, of each link that carries a campaign."""
    for chunk in _CHUNK.finditer(folded.plain):
        start, end = _bare(chunk[0])
        if _is_campaign(chunk[0][start:end]):
            yield chunk.start() + start, chunk.start() + end


def _is_link(chunk: str) -> bool:
    return bool(_SCHEME.search(chunk) or _ADDRESS.search(chunk))


def _bare(chunk: str) -> tuple[int, int]:
    scheme = _SCHEME.search(chunk)
    start = scheme.start() if scheme else len(chunk) - len(chunk.lstrip(_BEFORE))
    return start, max(start, len(chunk.rstrip(_TRAILING)))


def _is_campaign(link: str) -> bool:
    plain = unquote(unquote(link)).lower()  # twice: a link inside the parameter of another
    address, *parameters = re.split(r"[?&;#]", plain)
    if "." not in address:
        return False
    return any(_names_campaign(p) for p in parameters) or bool(_PATHS.search(address))


def _names_campaign(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if not value:
        return False
    if name in _SOURCES:
        return value.startswith(_CAMPAIGNS)
    return name in _NAMES or name.startswith(_FAMILIES)
