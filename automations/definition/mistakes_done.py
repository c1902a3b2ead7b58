"""What is wrong with the steps that say nothing to contacts (K-5)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from automations.definition.mistakes_shared import (
    Mistake,
    is_empty,
    label_mistakes,
    length_mistakes,
    minutes_mistakes,
    name_mistakes,
    text_mistakes,
)
from automations.definition.steps import (
    Assign,
    Condition,
    Delay,
    HandOff,
    Notify,
    OptIn,
    Tag,
    Test,
    Webhook,
)
from inbox.hooks.addresses import NotAllowed, target_of

LONGEST_LABEL = 40  # characters, as inbox.contacts.models.Label
LONGEST_TEAM = 60  # as inbox.accounts.models.Team
LONGEST_TOPIC = 65  # the title of Meta's request
LONGEST_NOTE = 1000
LONGEST_REASON = 200


def delay_mistakes(where: str, delay: Delay) -> Iterator[Mistake]:
    yield from minutes_mistakes(f"{where}.minutes", delay.minutes)


def opt_in_mistakes(where: str, opt_in: OptIn) -> Iterator[Mistake]:
    yield from label_mistakes(f"{where}.topic", opt_in.topic, LONGEST_TOPIC)


def handoff_mistakes(where: str, handoff: HandOff) -> Iterator[Mistake]:
    yield from text_mistakes(f"{where}.text", handoff.text, may_be_empty=True)
    yield from length_mistakes(f"{where}.team", handoff.team, LONGEST_TEAM)
    yield from length_mistakes(f"{where}.why", handoff.why, LONGEST_REASON)


def condition_mistakes(where: str, condition: Condition) -> Iterator[Mistake]:
    if not condition.tests:
        yield is_empty(f"{where}.tests", "tests")
    for index, test in enumerate(condition.tests):
        yield from _test_mistakes(f"{where}.tests[{index}]", test)


def _test_mistakes(where: str, test: Test) -> Iterator[Mistake]:
    if test.about in ("label", "field"):
        yield from label_mistakes(f"{where}.name", test.name, LONGEST_LABEL)
    elif test.name:
        words = _("only counts for a label or a field; leave it out.")
        yield Mistake(f"{where}.name", "not_looked_at", words)
    compares = test.is_ in ("equal", "contains")
    if compares and test.about != "field":
        words = _("only a field is compared; write “set” or “not_set”.")
        yield Mistake(f"{where}.is", "not_comparable", words)
    elif compares and not test.value.strip():
        words = _("is empty; write what the field is compared with.")
        yield Mistake(f"{where}.value", "empty", words)
    elif test.value and not compares:
        words = _("only counts with “equal” or “contains”; leave it out.")
        yield Mistake(f"{where}.value", "not_looked_at", words)


def tag_mistakes(where: str, tag: Tag) -> Iterator[Mistake]:
    if not tag.add and not tag.remove:
        yield Mistake(where, "empty", _("does nothing; write labels to add or to remove."))
    for part, labels in (("add", tag.add), ("remove", tag.remove)):
        for index, label in enumerate(labels):
            yield from label_mistakes(f"{where}.{part}[{index}]", label, LONGEST_LABEL)
    for index, label in enumerate(tag.remove):
        if label.casefold() in {one.casefold() for one in tag.add}:
            words = _("“%(label)s” is added too; remove one of them.") % {"label": label}
            yield Mistake(f"{where}.remove[{index}]", "repeated", words)


def assign_mistakes(where: str, assign: Assign) -> Iterator[Mistake]:
    if bool(assign.team) == bool(assign.member):
        words = _("names nobody; write a team, or a member's e-mail address.")
        if assign.team:
            words = _("names both; write a team or a member.")
        yield Mistake(where, "not_one_target", words)
    yield from length_mistakes(f"{where}.team", assign.team, LONGEST_TEAM)


def notify_mistakes(where: str, notify: Notify) -> Iterator[Mistake]:
    from automations.flows.texts import problems

    yield from label_mistakes(f"{where}.text", notify.text, LONGEST_NOTE)
    for problem in problems(notify.text):
        yield Mistake(f"{where}.text", "bad_variable", problem)


def webhook_mistakes(where: str, webhook: Webhook) -> Iterator[Mistake]:
    try:
        target_of(webhook.url)
    except NotAllowed as error:
        yield Mistake(f"{where}.url", "bad_url", str(error))
    for field, path in webhook.save.items():
        yield from name_mistakes(f"{where}.save.{field}", field)
        if not all(path.split(".")):
            words = _("“%(path)s” is no path; write it like “order.number”.") % {"path": path}
            yield Mistake(f"{where}.save.{field}", "bad_path", words)
