"""``manage.py export_rules --workspace SLUG``: the rules as JSON, for ``import_rules``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from automations.management.commands.import_rules import workspace_named
from automations.rulebook import export_rules


class Command(BaseCommand):
    help = "Write a workspace's rules to standard output, as the JSON that import_rules takes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(export_rules(workspace_named(options["workspace"])))
