"""What may surprise in the course of a flow: waits, windows, dead ends (C-3, W-1, W-6, H-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from automations.definition.checker_beside import Beside
from automations.definition.checker_found import Finding, warning
from automations.definition.graph import Edge, Graph
from automations.definition.mistakes_graph import graph_mistakes
from automations.definition.rules import RuleDefinition
from automations.definition.steps import Step

_MOST_MINUTES = 60 * 24 * 60  # beyond it one wait more makes no difference


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The worst in which a run may come to a step: the longest since they wrote, the most said.

    ``blame`` is the step that last made it longer. ``answered``: they have written to us, so that
    the window was opened; a comment alone does not do that (W-3).
    """

    answered: bool
    minutes: int = 0
    said: int = 0
    blame: int | None = None


def flow_findings(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    """Of a rule whose steps are right each by itself."""
    if not rule.steps or any(graph_mistakes(rule)):
        return
    graph = Graph.of(rule.steps)
    yield from _Walk(rule, graph, around).findings()
    yield from _loops(graph)
    for place, step in enumerate(rule.steps):
        yield from _dead_ends(place, step, graph)
        if step.menu and not step.menu.person and not _leads_to_person(graph.edges[place], graph):
            words = _("This menu has no way to a person; add “Talk to a person” to it.")
            yield warning("no_person", f"steps[{place}].menu.person", words)
        if step.condition and len({edge.to for edge in graph.edges[place]}) == 1:
            words = _("Both ways lead to the same step, so this condition changes nothing.")
            yield warning("no_effect", f"steps[{place}].condition", words)


class _Walk:
    """Comes to every step in every way that matters, and notes what it finds on the way."""

    def __init__(self, rule: RuleDefinition, graph: Graph, around: Beside) -> None:
        self._graph, self._around = graph, around
        self._open_minutes = min((one.open_minutes for one in around.accounts), default=24 * 60)
        self._found: dict[tuple[str, int], Finding] = {}
        self._worst: dict[tuple[int, bool], _Arrival] = {}
        self._todo: list[tuple[int, _Arrival]] = []
        if set(rule.on) - {"comment"}:
            self._come(0, _Arrival(answered=True))
        if "comment" in rule.on:
            self._come(0, _Arrival(answered=False))
        while self._todo:
            self._do(*self._todo.pop())

    def findings(self) -> Iterator[Finding]:
        for _key, finding in sorted(self._found.items(), key=lambda one: one[0][1]):
            yield finding

    def _come(self, place: int | None, arrival: _Arrival) -> None:
        if place is None:
            return
        known = self._worst.get((place, arrival.answered))
        worst = arrival
        if known:
            worst = _Arrival(
                arrival.answered,
                max(known.minutes, arrival.minutes),
                max(known.said, arrival.said),
                arrival.blame if arrival.minutes > known.minutes else known.blame,
            )
        if worst != known:
            self._worst[place, arrival.answered] = worst
            self._todo.append((place, worst))

    def _do(self, place: int, arrival: _Arrival) -> None:
        step = self._graph.steps[place]
        if step.send or step.menu or step.ask:
            arrival = self._say(place, step, arrival)
        for edge in self._graph.edges[place]:
            self._come(edge.to, self._after(place, step, edge, arrival))

    def _after(self, place: int, step: Step, edge: Edge, arrival: _Arrival) -> _Arrival:
        question = step.menu or step.ask
        minutes = step.delay.minutes if step.delay else 0
        if question and edge.cause == "timeout":
            minutes = question.timeout_minutes or 0
        elif question:
            return _Arrival(answered=True)
        if not minutes:
            return arrival
        longer = min(arrival.minutes + minutes, _MOST_MINUTES)
        return replace(arrival, minutes=longer, blame=place)

    def _say(self, place: int, step: Step, arrival: _Arrival) -> _Arrival:
        count = 2 if step.send and step.send.file and step.send.texts else 1
        if not arrival.answered and arrival.said:
            words = _("Waits here until they answer: a comment gives one private reply only.")
            self._note("waits_for_answer", place, f"steps[{place}]", words)
            arrival = _Arrival(answered=True)
        elif arrival.said >= self._around.most_in_a_row:
            words = _("Waits here until they answer: %(most)d messages in a row are the most.")
            said = words % {"most": self._around.most_in_a_row}
            self._note("too_many_in_a_row", place, f"steps[{place}]", said)
            arrival = _Arrival(answered=True)
        if arrival.answered and arrival.minutes >= self._open_minutes:
            self._outlived(place, arrival)
        return replace(arrival, said=arrival.said + count)

    def _outlived(self, place: int, arrival: _Arrival) -> None:
        blame = arrival.blame if arrival.blame is not None else place
        step = self._graph.steps[blame]
        field = "delay.minutes" if step.delay else f"{step.kind}.timeout_minutes"
        words = _(
            "Step %(step)d may end %(hours)d h after they last wrote. The window is open for "
            "%(open)d h, so step %(next)d is skipped unless they write meanwhile."
        )
        numbers = {
            "step": blame + 1,
            "hours": arrival.minutes // 60,
            "open": self._open_minutes // 60,
            "next": place + 1,
        }
        self._note("outlives_window", blame, f"steps[{blame}].{field}", words % numbers)

    def _note(self, code: str, place: int, where: str, words: str) -> None:
        self._found.setdefault((code, place), warning(code, where, words))


def _loops(graph: Graph) -> Iterator[Finding]:
    circle = sorted(graph.returning & graph.reached)
    if circle:
        words = _(
            "Comes back to itself; it goes on until they stop answering or say something else."
        )
        yield warning("loop", f"steps[{circle[0]}]", words)


def _dead_ends(place: int, step: Step, graph: Graph) -> Iterator[Finding]:
    """Questions whose answer leads to nothing."""
    ending = [edge.to is None for edge in graph.edges[place] if edge.cause == "answer"]
    if step.ask and any(ending):
        words = _("Nothing comes after the answer; thank them, or hand over to a person.")
        yield warning("dead_end", f"steps[{place}].ask", words)
    for index, ends in enumerate(ending if step.menu else ()):
        title = step.menu.choices[index].title if step.menu else ""
        if ends:
            words = _("Nothing comes after “%(title)s”; lead it to a step.") % {"title": title}
            yield warning("dead_end", f"steps[{place}].menu.choices[{index}]", words)


def _leads_to_person(edges: tuple[Edge, ...], graph: Graph) -> bool:
    """Whether one of the answers hands over to a person at once."""
    answers = [edge.to for edge in edges if edge.cause == "answer" and edge.to is not None]
    return any(graph.steps[place].handoff for place in answers)
