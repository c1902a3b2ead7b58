"""The steps of a rule as a graph: what comes after what (K-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from automations.definition.steps import Step

# What makes a run take an edge: the step is done, somebody answered, nobody did, the answer or the
# call was of no use.
Cause = Literal["next", "answer", "timeout", "otherwise"]
WAITS = frozenset({"menu", "ask", "delay"})  # a circle through one of these does not spin


@dataclass(frozen=True, slots=True)
class Edge:
    """From a step to the one after it; ``to`` is None at the end of the flow."""

    to: int | None
    cause: Cause = "next"


@dataclass(frozen=True)
class Graph:
    """Steps by their place, with their edges. Every id that they name must be one of theirs."""

    steps: tuple[Step, ...]
    edges: tuple[tuple[Edge, ...], ...]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Graph:
        places = {step.id: place for place, step in enumerate(steps) if step.id}
        edges = [
            tuple(
                Edge(_following(place, len(steps)) if target is None else places[target], cause)
                if not isinstance(target, bool)
                else Edge(None, cause)
                for cause, target in _ways(step)
            )
            for place, step in enumerate(steps)
        ]
        return cls(tuple(steps), tuple(edges))

    @cached_property
    def reached(self) -> frozenset[int]:
        """The places that the first step leads to, itself among them."""
        return frozenset(self._from(0, over=range(len(self.steps)))) if self.steps else frozenset()

    @cached_property
    def circling(self) -> frozenset[int]:
        """The places that lead back to themselves without a wait in between."""
        quick = [place for place, step in enumerate(self.steps) if step.kind not in WAITS]
        return self._circles(quick)

    @cached_property
    def returning(self) -> frozenset[int]:
        """The places that lead back to themselves, whatever is in between."""
        return self._circles(range(len(self.steps)))

    def _circles(self, places: Sequence[int]) -> frozenset[int]:
        inside = set(places)
        return frozenset(
            place
            for place in places
            if any(
                place in self._from(edge.to, over=places)
                for edge in self.edges[place]
                if edge.to is not None and edge.to in inside
            )
        )

    def _from(self, place: int, over: Sequence[int]) -> set[int]:
        allowed, seen, todo = set(over), {place}, [place]
        while todo:
            for edge in self.edges[todo.pop()]:
                if edge.to is not None and edge.to in allowed and edge.to not in seen:
                    seen.add(edge.to)
                    todo.append(edge.to)
        return seen


def named_targets(step: Step) -> Iterator[tuple[str, str]]:
    """Each id that ``step`` goes to, with its place within the step: “menu.choices[0].then”."""
    if step.then is not None:
        yield "then", step.then
    kind = getattr(step, step.kind)
    for field in ("then", "otherwise", "on_timeout"):
        if target := getattr(kind, field, None):
            yield f"{step.kind}.{field}", target
    for index, choice in enumerate(step.menu.choices if step.menu else ()):
        if choice.then is not None:
            yield f"menu.choices[{index}].then", choice.then


def _following(place: int, count: int) -> int | None:
    return place + 1 if place + 1 < count else None


def _ways(step: Step) -> Iterator[tuple[Cause, str | bool | None]]:
    """Where a step leads: an id, None for the step below, False for the end of the flow."""
    if step.stop or step.handoff:
        return
    if step.condition:
        yield "next", step.condition.then or step.then
        yield "otherwise", step.condition.otherwise or step.then
        return
    if step.menu:
        for choice in step.menu.choices:
            yield "answer", choice.then or step.then
    else:
        yield ("answer" if step.ask else "next"), step.then
    question = step.menu or step.ask
    if question and question.otherwise:
        yield "otherwise", question.otherwise
    if question and question.timeout_minutes is not None:
        yield "timeout", question.on_timeout or False
    if step.webhook and step.webhook.otherwise:
        yield "otherwise", step.webhook.otherwise
