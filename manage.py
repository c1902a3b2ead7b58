#!/usr/bin/env python
"""The command line: `up` runs everything; the rest are Django's commands and our own."""

import os
import sys


def main() -> int:
    """Run one command; gives the exit code."""
    from inbox.local.problem import Problem

    if sys.argv[1:2] == ["up"]:  # before Django: the supervisor does without it
        from inbox.local import up

        return up.main(sys.argv[2:])

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, Problem) as error:
        sys.stderr.write(f"handoff: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
