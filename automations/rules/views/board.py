"""The list of rules, and what is done in it: moving, switching, copying."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from automations.models import Rule
from automations.rules import making, order
from automations.rules.forms import PositionForm
from automations.rules.listing import Listing, listing
from automations.rules.views.doors import editor_of, editors, found, may_edit, readers
from inbox.accounts import stops
from inbox.accounts.membership import MemberRequest

_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done, said in words; ``undo`` is the number that takes a move back."""

    words: str
    rule: Rule | None = None
    undo: int | None = None


@readers
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """All rules in their order; ``account`` narrows them to those that answer for it."""
    shown = _listing(request)
    context = _context(request, shown, _undo(request)) | {"section": "automation"}
    if request.headers.get("HX-Request") == "true":
        return render(request, "automation/_board.html", context)
    wanted = [shown.account] if shown.account else shown.accounts
    context["switches"] = stops.account_switches(request.member, wanted)
    context["whole"] = stops.workspace_switch(request.member)
    return render(request, "automation/index.html", context)


@editors
@require_POST
def position(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Move a rule to the number ``to``, or the nearest that it can have."""
    rule = found(request, rule_id)
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _answer(request, Done(str(form.errors["to"][0])), status=422)
    try:
        moved = order.move(rule, form.cleaned_data["to"], by=request.member)
    except Rule.DoesNotExist:
        raise Http404 from None
    words = {"name": rule.name, "number": moved.number, "of": moved.of}
    if moved.number == moved.before:
        return _answer(request, Done(_("%(name)s stays %(number)d of %(of)d") % words))
    said = _("%(name)s moved to %(number)d of %(of)d") % words
    return _answer(request, Done(said, rule, moved.before))


@editors
@require_POST
def switch(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Switch a rule on or off."""
    rule = found(request, rule_id)
    is_on = request.POST.get("on") == "yes"
    making.switch(rule, is_on, by=request.member)
    words = _("%(name)s is on") if is_on else _("%(name)s is off")
    return _answer(request, Done(words % {"name": rule.name}))


@editors
@require_POST
def copies(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Make a draft like this rule, and open it."""
    copy = making.duplicate(found(request, rule_id))
    words = _("%(name)s is a copy and answers nothing until you publish it.")
    messages.success(request, words % {"name": copy.name})
    return redirect(editor_of(copy))


def _answer(request: MemberRequest, done: Done, status: int = 200) -> HttpResponse:
    """The list as it is now; without scripts, its page."""
    if request.headers.get("HX-Request") == "true":
        context = _context(request, _listing(request), done)
        return render(request, "automation/_board.html", context, status=status)
    query = {"account": request.GET.get("account", "")}
    if done.undo is None or done.rule is None:
        messages.success(request, done.words)
    else:
        query |= {"moved": str(done.rule.pk), "from": str(done.undo)}
    written = urlencode({key: value for key, value in query.items() if value})
    return redirect(f"{reverse('rules')}{'?' if written else ''}{written}")


def _context(request: MemberRequest, shown: Listing, done: Done | None) -> dict[str, object]:
    query = f"?account={shown.account.pk}" if shown.account else ""
    return {"listing": shown, "may_edit": may_edit(request), "done": done, "row_query": query}


def _listing(request: MemberRequest) -> Listing:
    return listing(request.member, _number(request.GET.get("account", "")), timezone.now())


def _undo(request: MemberRequest) -> Done | None:
    """Without scripts the address says which move can be taken back."""
    moved, before = (_number(request.GET.get(key, "")) for key in ("moved", "from"))
    if moved is None or before is None or not may_edit(request):
        return None
    rule = Rule.objects.visible_to(request.member).filter(pk=moved).first()
    if rule is None:
        return None
    return Done(_("%(name)s was moved") % {"name": rule.name}, rule, before)


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text[:19])
    return number if number <= _HIGHEST else None
