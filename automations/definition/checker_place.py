"""What a rule needs that may not be there: accounts, posts, hours, teams, access (O-6, K-11)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from automations.definition.checker_beside import Beside
from automations.definition.checker_found import Finding, warning
from automations.definition.rules import RuleDefinition
from automations.definition.steps import Step


def place_findings(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    yield from _account_findings(around)
    yield from _post_findings(rule, around)
    yield from _time_findings(rule, around)
    for place, step in enumerate(rule.steps):
        yield from _step_findings(f"steps[{place}]", step, around)


def _account_findings(around: Beside) -> Iterator[Finding]:
    if not around.accounts:
        words = _("No account is connected, so nothing can set it off.")
        yield warning("account_disconnected", "", words)
    for account in around.accounts:
        if not account.is_connected:
            words = _("@%(account)s is disconnected; reconnect it, or nothing is sent there.")
            yield warning("account_disconnected", "", words % {"account": account.username})
    if not around.automations_on:
        words = _("All automations are stopped, so this stays silent until they are resumed.")
        yield warning("automations_off", "", words)
        return
    for account in around.accounts:
        if not account.automations_on:
            words = _("Automations of @%(account)s are stopped, so this stays silent there.")
            yield warning("automations_off", "", words % {"account": account.username})


def _post_findings(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    for index, post in enumerate(rule.where.posts if rule.where else ()):
        known = around.posts.get(post)
        if known == "gone":
            words = _("The post %(post)s can't be found any more; choose another.")
            yield warning("post_gone", f"where.posts[{index}]", words % {"post": post})
        elif known == "unknown":
            words = _("The post %(post)s is not known here; check its id, or wait for a comment.")
            yield warning("post_unknown", f"where.posts[{index}]", words % {"post": post})


def _time_findings(rule: RuleDefinition, around: Beside) -> Iterator[Finding]:
    schedule = rule.schedule
    if schedule is None:
        return
    if schedule.hours != "always" and not around.has_hours:
        words = _("No opening hours are set, so it is always open; set them, or this never fires.")
        if schedule.hours == "open":
            words = _("No opening hours are set, so it is always open.")
        yield warning("no_hours", "schedule.hours", words)
    if schedule.ends and schedule.ends < around.today.isoformat():
        words = _("The last day is over, so it doesn't fire any more.")
        yield warning("schedule_over", "schedule.ends", words)


def _step_findings(where: str, step: Step, around: Beside) -> Iterator[Finding]:
    if step.assign and step.assign.team and step.assign.team not in around.teams:
        words = _("There is no team “%(team)s”; choose another.") % {"team": step.assign.team}
        yield Finding("error", "no_team", f"{where}.assign.team", words)
    member = step.assign.member if step.assign else ""
    if member and member.lower() not in around.members:
        words = _("Nobody here has the address %(member)s; choose somebody else.")
        yield Finding("error", "no_member", f"{where}.assign.member", words % {"member": member})
    if step.handoff and step.handoff.team and step.handoff.team not in around.teams:
        words = _("There is no team “%(team)s”; the usual one gets it.")
        said = words % {"team": step.handoff.team}
        yield warning("no_team", f"{where}.handoff.team", said)
    if step.opt_in and not (around.accounts and all(one.may_ask_opt_in for one in around.accounts)):
        words = _("Meta has not given the account access to opt-in requests; remove this step.")
        yield Finding("error", "no_opt_in_access", f"{where}.opt_in", words)
