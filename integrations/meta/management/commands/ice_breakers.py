"""``manage.py ice_breakers``: what people may tap before they have written; read, or set anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from inbox.accounts.models import Account
from inbox.delivery.pacing.budget import BudgetSpent
from inbox.management.asking import workspace_called
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from integrations.meta.ice_breakers import BadIceBreakers, read, set_ice_breakers
from integrations.meta.later import spent_report


class Command(BaseCommand):
    help = (
        "Show an account's ice breakers as Instagram has them. With --set they are replaced first: "
        "“Opening hours?=HOURS” is a question and what a tap on it tells rules; --none removes all."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--account", required=True, metavar="USERNAME")
        change = parser.add_mutually_exclusive_group()
        change.add_argument("--set", nargs="+", metavar="QUESTION=PAYLOAD")
        change.add_argument("--none", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        account = _account(options["workspace"], options["account"])
        given: list[str] = options["set"] or []
        try:
            if given or options["none"]:
                set_ice_breakers(account, [_pair(one) for one in given])
            else:
                read(account)
        except BadIceBreakers as error:
            raise CommandError(str(error)) from None
        except BudgetSpent as spent:
            raise CommandError(spent_report(spent).words) from None
        except (GraphError, GraphUnreachable, GraphUnreadable) as error:
            words = _("Instagram did not take them: %(why)s") % {"why": error}
            raise CommandError(words) from None
        for one in account.ice_breakers:
            self.stdout.write(f"{one['question']}={one['payload']}")


def _account(slug: str, username: str) -> Account:
    accounts = Account.objects.in_workspace(workspace_called(slug).pk)
    found = accounts.filter(username=username.removeprefix("@")).first()
    if found is None:
        raise CommandError(
            _("The workspace has no account @%(name)s.") % {"name": username.removeprefix("@")}
        )
    return found


def _pair(given: str) -> tuple[str, str]:
    question, sign, payload = given.rpartition("=")
    if not sign:
        raise CommandError(_("“%(given)s” is not like “Opening hours?=HOURS”.") % {"given": given})
    return question.strip(), payload.strip()
