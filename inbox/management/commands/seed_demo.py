"""Make the demo workspace, once."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbox.demo import seed, shop
from inbox.demo.sandbox import SandboxTrouble
from inbox.demo.stage import DemoStuck


class Command(BaseCommand):
    help = "Make the demo workspace, unless it is there. The web, the workers and the sandbox run."

    def handle(self, **_: Any) -> None:
        began = time.monotonic()
        try:
            is_new = seed.seed(self._say)
        except (seed.NoDemoHere, SandboxTrouble, DemoStuck) as trouble:
            raise CommandError(str(trouble)) from None
        if not is_new:
            self.stdout.write("The demo is there already.")
            return
        self.stdout.write(f"The demo is ready: {shop.NAME}, {time.monotonic() - began:.0f} s.")

    def _say(self, words: str) -> None:
        self.stdout.write(f"Making the demo: {words}")
        self.stdout.flush()
