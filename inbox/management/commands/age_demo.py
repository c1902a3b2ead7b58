"""Let hours pass in the demo."""

from __future__ import annotations

import math
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbox.demo import ageing
from inbox.demo.shop import SLUG
from inbox.management.asking import workspace_called

MOST = 24 * 365  # hours


class Command(BaseCommand):
    help = "Move every stored time of the demo into the past, as if so many hours had passed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hours", required=True, type=float, metavar="N")
        parser.add_argument("--workspace", default=SLUG, metavar="SLUG", help=f"default: {SLUG}")

    def handle(self, *, hours: float, workspace: str, **_: Any) -> None:
        if not math.isfinite(hours) or not 0 < hours <= MOST:
            raise CommandError(f"--hours is more than 0 and at most {MOST}.")
        try:
            threads = ageing.let_pass(workspace_called(workspace), timedelta(hours=hours))
        except ageing.NotTheDemo:
            raise CommandError(
                f"{workspace} is not the demo. Only the demo's times may be moved."
            ) from None
        self.stdout.write(f"{hours:g} h have passed in {workspace}; threads moved: {threads}.")
