"""Whether a text looks promotional, and which words of it do (W-12).

``find`` is pure and answers for any text, in any of the languages of ``words/`` and in any mix of
them. It knows the shapes of offers, not their meaning: it warns, and a person decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from inbox.delivery.promotion.folding import Folded, fold
from inbox.delivery.promotion.found import Found, Kind
from inbox.delivery.promotion.lexicon import CALLS, KINDS, PHRASES, SPOKEN_OF, UNLESS
from inbox.delivery.promotion.links import campaign_links, without_links
from inbox.delivery.promotion.measures import Measures
from inbox.delivery.promotion.phrases import Match
from inbox.delivery.promotion.tokens import Piece, pieces

__all__ = ["Found", "Kind", "find"]

_NEAR = 40  # characters that may stand between a price and the call to buy

Span = tuple[int, int, Kind]


def find(text: str) -> list[Found]:
    """What looks promotional, in order and without overlaps; of two kinds, the first and longer."""
    folded = fold(text)
    spans = [(*folded.place(start, end), kind) for start, end, kind in _spans(folded)]
    found: list[Found] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1].end:
            found.append(Found(start, end, kind, text[start:end]))
        elif kind is found[-1].kind and end > found[-1].end:
            found[-1] = Found(found[-1].start, end, kind, text[found[-1].start : end])
    return found


def _spans(folded: Folded) -> Iterator[Span]:
    for start, end in campaign_links(folded):
        yield start, end, Kind.CAMPAIGN_LINK
    read = pieces(without_links(folded.plain))
    measures = Measures(folded, read)
    matches = list(PHRASES.find(read, measures.slot))
    meant = _without_support(matches)
    past = {read[m.first].sentence for m in matches if m.entry.name == SPOKEN_OF}
    for match in meant:
        kind = KINDS.get(match.entry.name)
        if kind and (match.entry.invites or read[match.first].sentence not in past):
            yield read[match.first].start, read[match.last].end, kind
    for first, last in measures.reductions():
        if read[first].sentence not in past:
            yield read[first].start - 1, read[last].end, Kind.DISCOUNT  # with its minus
    prices = sorted(
        (first, end - 1)
        for first, end in measures.ends["money"].items()
        if read[first].sentence not in past
    )
    for match in meant:
        if match.entry.name == CALLS:
            yield from _with_price(match, prices, read)


def _without_support(matches: list[Match]) -> list[Match]:
    """The matches that do not lie wholly inside a phrase of support."""
    support = sorted((m.first, m.last) for m in matches if m.entry.name == UNLESS)
    reaches = list(accumulate((last for _, last in support), max))  # the furthest up to each
    return [
        match
        for match in matches
        if match.entry.name != UNLESS and not _lies_inside(match, support, reaches)
    ]


def _lies_inside(match: Match, support: list[tuple[int, int]], reaches: list[int]) -> bool:
    begun = bisect_right(support, match.first, key=lambda span: span[0])
    return begun > 0 and reaches[begun - 1] >= match.last


def _with_price(call: Match, prices: list[tuple[int, int]], read: list[Piece]) -> Iterator[Span]:
    """From the call to the price nearest to it, or from there to the call, where one is near."""
    near = []
    around = bisect_left(prices, (call.first - _NEAR,)), bisect_right(prices, (call.last + _NEAR,))
    for first, last in prices[slice(*around)]:  # a piece is at least a character long
        gap = max(read[first].start - read[call.last].end, read[call.first].start - read[last].end)
        apart = abs(read[first].sentence - read[call.first].sentence)
        if gap <= _NEAR and apart <= 1:
            near.append((gap, min(first, call.first), max(last, call.last)))
    if near:
        _, first, last = min(near)
        yield read[first].start, read[last].end, Kind.PRICE_WITH_CALL
