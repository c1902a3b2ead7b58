"""Playing a flow by hand: no database, only values."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from automations.definition import NamedRule
from automations.flows import Begin, Called, Due, Known, Passed, Said, Say, Standing, advance
from automations.matching import CompiledRule
from tests.automations.conftest import flow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def compiled(*steps, **fields):
    """A rule with these steps, as the engine keeps it."""
    named = msgspec.convert(flow(*steps, **fields), NamedRule)
    return CompiledRule(1, named.name, 1, 0, named.definition)


class Play:
    """A run of a rule, one input after the other. ``said`` is what the contact has read."""

    def __init__(self, *steps, of_comment=False, known=None, **fields):
        self.rule = compiled(*steps, **fields)
        self.known = Known(NOW, contact_id=0, **known or {})
        self.standing = Standing(self.rule, of_comment=of_comment)
        self.effects, self.said = [], []
        self.progress = None
        self._take(Begin())

    def says(self, text, choice=None):
        """The contact says something: nothing is in a row any more, and the window opens."""
        self.known = replace(self.known, in_a_row=0, window_is_open=True)
        return self._take(Said(text, choice, "mid"))

    def is_due(self):
        return self._take(Due())

    def is_told(self, ok=True, **body):
        return self._take(Called(ok, body))

    def of(self, kind):
        """The effects of one kind, of the whole play."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def ended(self):
        return self.progress.ended

    @property
    def waits_for(self):
        return self.progress.waits_for

    def _take(self, heard):
        progress = self.progress = advance(self.standing, heard, self.known)
        self.effects += progress.effects
        new = [effect for effect in progress.effects if isinstance(effect, Say)]
        self.said += [effect.text for effect in new]
        private = [effect for effect in new if not effect.publicly]
        self.known = replace(self.known, in_a_row=self.known.in_a_row + len(private))
        self.standing = Standing(
            self.rule,
            progress.place,
            progress.visits,
            progress.waits_for or "",
            progress.tries,
            progress.answers,
            self.standing.of_comment,
            self.standing.has_said or bool(private),
            run_id=1,
        )
        return self


def passed(play):
    return [(effect.visit.kind, effect.why) for effect in play.of(Passed)]
