"""All measurements, one after the other, each in a process of its own: ``make bench``."""

import subprocess
import sys

from inbox.local.folder import REPOSITORY

ALL = ["countdowns", "viral_hour", "outbox", "matcher"]


def main() -> int:
    """Run them and keep what they find; gives the number that failed."""
    failed = 0
    for name in ALL:
        command = [sys.executable, "-m", f"tests.bench.{name}", "--keep"]
        failed += subprocess.run(command, cwd=REPOSITORY, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
