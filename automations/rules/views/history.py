"""What a rule was: its versions, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from automations.definition import stored
from automations.models import Rule, RuleVersion
from automations.publishing import save_draft
from automations.rules.differences import differences
from automations.rules.listing import shown_definition
from automations.rules.views.doors import editor_of, editors, found, may_edit, readers
from inbox.accounts.membership import MemberRequest

PAGE = 20  # versions


@dataclass(frozen=True, slots=True)
class Line:
    """A version, and what it changed."""

    version: RuleVersion
    changes: list[str]
    is_live: bool


@readers
@require_safe
def history(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Versions, the newest first; ``before`` is the number that older pages start below."""
    rule = found(request, rule_id)
    lines, older = _lines(rule, request.GET.get("before", ""))
    draft = []
    if rule.draft is not None:
        live = stored(rule.live.definition) if rule.live else None
        draft = differences(live, shown_definition(Rule(draft=rule.draft)))
    context = {
        "rule": rule, "lines": lines, "older": older, "draft": draft, "part": "history",
        "may_edit": may_edit(request), "section": "automation", "editor": editor_of(rule),
    }  # fmt: skip
    return render(request, "automation/history.html", context)


@editors
@require_POST
def restoration(request: MemberRequest, rule_id: int, number: int) -> HttpResponse:
    """Make a draft of what the version says, and open it; nothing live changes."""
    rule = found(request, rule_id)
    version = rule.versions.filter(number=number).first()
    if version is None:
        raise Http404
    save_draft(rule, version.definition)
    words = (
        _("The draft is what version %(number)d says. Publish it to make it live.")
        if rule.draft is not None
        else _("Version %(number)d is what is live; unpublished changes are gone.")
    )
    messages.success(request, words % {"number": number})
    return redirect(editor_of(rule))


def _lines(rule: Rule, before: str) -> tuple[list[Line], int | None]:
    """One page, and the number below which the next begins."""
    versions = rule.versions.order_by("-number")
    if before.isascii() and before.isdigit():
        versions = versions.filter(number__lt=int(before[:9]))
    found_ones = list(versions[: PAGE + 1])
    lines = []
    for place, version in enumerate(found_ones[:PAGE]):
        earlier = found_ones[place + 1] if place + 1 < len(found_ones) else None
        was = stored(earlier.definition) if earlier else None
        changes = differences(was, stored(version.definition))
        lines.append(Line(version, changes, version.pk == rule.live_id))
    return lines, lines[-1].version.number if len(found_ones) > PAGE else None
