"""Connect an Instagram account without a browser."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbox.accounts import connect
from inbox.accounts.connect import Limits
from inbox.management.asking import secret_from_stdin


class Command(BaseCommand):
    help = (
        "Connect an Instagram account, or update a connected one. The workspace is made if it is "
        "missing. The access token is read from stdin. What is not named stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--ig-id", required=True, metavar="ID", help="the 17841… number")
        parser.add_argument("--username", required=True, metavar="NAME")
        parser.add_argument("--token", help="else it is read from standard input")
        hourly = "automated messages in a rolling hour; 0: no limit (default 200)"
        parser.add_argument("--per-hour", type=int, metavar="N", help=hourly)
        each_second = "calls in a second; 0: no limit (default 2)"
        parser.add_argument("--per-second", type=int, metavar="N", help=each_second)
        people = "people a day: 1 is 1,000, 2 is 10,000, 3 is 100,000; 0: no limit (default 1)"
        parser.add_argument("--tier", type=int, metavar="N", help=people)
        parser.add_argument("--warmup", action=BooleanOptionalAction, help="less, for 14 days")
        replies = "private replies to comments on posts and reels in an hour (default 750)"
        parser.add_argument("--replies-per-hour", type=int, metavar="N", help=replies)
        live = "private replies to comments on live videos in a second (default 100)"
        parser.add_argument("--live-replies-per-second", type=int, metavar="N", help=live)
        others = "calls in an hour for all that is no message (default 200)"
        parser.add_argument("--calls-per-hour", type=int, metavar="N", help=others)
        approved = "the Meta app is approved for Human Agent"
        parser.add_argument("--human-agent", action=BooleanOptionalAction, help=approved)

    def handle(self, *, workspace: str, ig_id: str, username: str, **options: Any) -> None:
        token = options["token"]
        if token is None:
            token = secret_from_stdin("Access token (empty keeps the one it has): ")
        limits = Limits(
            messages_per_hour=options["per_hour"],
            calls_per_second=options["per_second"],
            tier=options["tier"],
            warms_up=options["warmup"],
            private_replies_per_hour=options["replies_per_hour"],
            live_replies_per_second=options["live_replies_per_second"],
            calls_per_hour=options["calls_per_hour"],
            human_agent_approved=options["human_agent"],
        )
        try:
            connected = connect.connect(
                workspace, ig_id, username, token=token.strip(), limits=limits
            )
        except connect.CannotConnect as error:
            raise CommandError(str(error)) from None
        done = "Connected" if connected.is_new else "Updated"
        self.stdout.write(f"{done} {connected.account} in {workspace}.")
