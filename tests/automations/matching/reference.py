"""The matcher written the slow, obvious way, to compare the real one with."""

import re

from automations.folding import fold
from automations.matching.everyday import EVERYDAY


def matching(rules, text):
    """The numbers of the rules that ``text`` sets off as a direct message, in their order."""
    words = list(fold(text))
    return [rule.pk for rule in rules if _fits(rule.definition, words, text)]


def distance(one, other):
    """Letters to add, leave out, change or swap with their neighbour; each letter once."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _fits(wanted, words, text):
    if any(_has(words, list(fold(phrase)), _same) for phrase in wanted.excluding):
        return False
    if wanted.match == "any":
        return True
    return any(_keyword_fits(wanted, keyword, words, text) for keyword in wanted.keywords)


def _keyword_fits(wanted, keyword, words, text):
    phrase = list(fold(keyword))
    match wanted.match:
        case "exact":
            return bool(phrase) and words == phrase
        case "starts_with":
            return bool(phrase) and words[: len(phrase)] == phrase
        case "contains":
            return _has(words, phrase, _same)
        case "fuzzy":
            most = 2 if wanted.typos is None else wanted.typos
            return _has(words, phrase, lambda said, meant: _is_slip(said, meant, most))
        case "pattern":
            return re.search(keyword, text, re.IGNORECASE) is not None


def _has(words, phrase, same):
    return bool(phrase) and any(
        all(map(same, words[at : at + len(phrase)], phrase))
        for at in range(len(words) - len(phrase) + 1)
    )


def _same(said, meant):
    return said == meant


def _is_slip(said, meant, most):
    if said == meant:
        return True
    if len(meant) < 4 or len(meant) > 40 or any(letter.isdigit() for letter in meant):
        return False
    if said in EVERYDAY and said + "s" != meant:
        return False
    apart, is_long = distance(said, meant), len(meant) >= 8
    begins_right = said[0] == meant[0] or (said[:2] == meant[1] + meant[0])
    if not begins_right and not (is_long and apart == 1):
        return False
    return apart <= min(most, 2 if is_long else 1)
