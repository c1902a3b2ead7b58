"""``manage.py replay_intake``: list and try again what the intake set aside (F-5)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.meta.intake import shelf
from integrations.meta.intake.waiting import replay
from integrations.meta.models import Event

LISTED = 50


class Command(BaseCommand):
    help = "List what the intake set aside, did not understand or keeps waiting; try it again."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--event", type=int, metavar="ID", help="Try this one again.")
        which.add_argument("--all", action="store_true", help="Try all of them again.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Without an option, only list."""
        if options["event"] is not None:
            self._replay_one(options["event"])
        elif options["all"]:
            self._replay_all()
        self._list()

    def _replay_one(self, event_id: int) -> None:
        event = Event.everywhere.filter(pk=event_id).first()
        if event is None:
            raise CommandError(f"There is no event {event_id}.")
        replay([event])
        event.refresh_from_db()
        self.stdout.write(f"Event {event_id}: {event.get_outcome_display()}")

    def _replay_all(self) -> None:
        before = shelf.replay_some(None)
        while before is not None:
            before = shelf.replay_some(None, before)

    def _list(self) -> None:
        events = shelf.on_the_shelf()
        count = events.count()
        self.stdout.write(f"On the shelf: {count}")
        for event in events[:LISTED]:
            self.stdout.write(
                f"{event.pk}\t{event.occurred_at:%Y-%m-%d %H:%M:%S}\t{event.owner or '-'}\t"
                f"{event.kind}\t{event.outcome}\t{event.error}"
            )
        if count > LISTED:
            self.stdout.write(f"… and {count - LISTED} more")
