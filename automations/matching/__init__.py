"""Which rules a text sets off: words, phrases, typos and patterns, compiled once (K-1 to K-4)."""

from automations.matching.kept import matcher_for
from automations.matching.matcher import Matcher, compiled
from automations.matching.patterns import pattern_problem
from automations.matching.rules import CompiledRule, Match
from automations.matching.said import keyword_line
from automations.matching.samples import samples

__all__ = [
    "CompiledRule",
    "Match",
    "Matcher",
    "compiled",
    "keyword_line",
    "matcher_for",
    "pattern_problem",
    "samples",
]
