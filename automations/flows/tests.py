"""The tests of a condition: about the contact, their answers, and the moment (K-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from automations.definition.steps import Test
from automations.flows.known import Known


def hold(tests: Iterable[Test], known: Known, answers: Mapping[str, str]) -> bool:
    """Whether all of ``tests`` are so. Without any, they are."""
    return all(_holds(test, known, answers) for test in tests)


def _holds(test: Test, known: Known, answers: Mapping[str, str]) -> bool:
    match test.about:
        case "label":
            found = test.name if test.name.casefold() in known.labels else ""
        case "field":
            found = answers.get(test.name) or known.fields.get(test.name, "")
        case "follows":
            found = "yes" if known.follows_us else ""
        case "hours":
            found = "yes" if known.is_open_hour else ""
        case "window":
            found = "yes" if known.window_is_open else ""
    return _compare(found.casefold().strip(), test)


def _compare(found: str, test: Test) -> bool:
    wanted = test.value.casefold().strip()
    match test.is_:
        case "set":
            return bool(found)
        case "not_set":
            return not found
        case "equal":
            return found == wanted
        case "contains":
            return wanted in found
