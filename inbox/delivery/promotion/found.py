"""What the promotion check answers with (W-12)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    OFFER = "offer"
    DISCOUNT = "discount"
    CODE = "code"
    PRICE_WITH_CALL = "price_with_call"
    CAMPAIGN_LINK = "campaign_link"


class Found(NamedTuple):
    """Words that look promotional: ``text[start:end] == words``, counted in characters."""

    start: int
    end: int
    kind: Kind
    words: str
