"""``manage.py import_rules --workspace SLUG FILE.json``: rules from a file, all or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from automations.definition import BadRules
from automations.rulebook import import_rules
from inbox.accounts.models import Workspace


class Command(BaseCommand):
    help = "Add or replace a workspace's rules from a JSON file, by name. All of them, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("file", metavar="FILE.json", help="- reads standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_named(options["workspace"])
        try:
            result = import_rules(workspace, _read(options["file"]))
        except BadRules as error:
            raise CommandError(f"Nothing was imported.\n{error}") from None
        for what, names in (
            ("added", result.added),
            ("replaced", result.replaced),
            ("unchanged", result.unchanged),
        ):
            for name in names:
                self.stdout.write(f"{what}: {name}")
        total = len(result.added) + len(result.replaced) + len(result.unchanged)
        self.stdout.write(f"{total} rule(s) read into {workspace.slug}.")


def workspace_named(slug: str) -> Workspace:
    """The workspace, or an error that names those there are."""
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no workspace “{slug}”. There are: {known or 'none yet'}.")
    return workspace


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} can't be read: {error.strerror}.") from None
