"""People without a browser: add one to a workspace, or change their role."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbox.accounts import people
from inbox.management.asking import secret_from_stdin, workspace_called


class Command(BaseCommand):
    help = "Add a person to a workspace, or change their role. The password is read from stdin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, help="agent, lead or admin")
        parser.add_argument("--name", default="", help="what colleagues call them")

    def handle(self, *, workspace: str, email: str, role: str, name: str, **_: Any) -> None:
        found = workspace_called(workspace)
        password = secret_from_stdin("Password (empty keeps the one they have): ")
        try:
            added = people.add(found, email, role, password=password, name=name)
        except people.CannotAdd as error:
            raise CommandError(str(error)) from None
        done = "is now a member" if added.is_new else "was a member already"
        note = ", password set" if added.password_changed else ""
        self.stdout.write(f"{added.member.user.email} {done} of {workspace}: {role}{note}.")
