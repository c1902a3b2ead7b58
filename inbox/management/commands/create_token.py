"""An API token for a program, printed once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbox.accounts import tokens
from inbox.management.asking import workspace_called


class Command(BaseCommand):
    help = "Make an API token and print it: it is shown this one time, only its digest is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True, help="what it is for")

    def handle(self, *, workspace: str, name: str, **_: Any) -> None:
        try:
            self.stdout.write(tokens.issue(workspace_called(workspace), name))
        except tokens.NoName as error:
            raise CommandError(str(error)) from None
