"""The audit log, for leads and admins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inbox.accounts import subjects
from inbox.accounts.audit_log import PRODUCT, Asked, Page
from inbox.accounts.membership import MemberRequest, member_required, role_required
from inbox.accounts.models import AuditEntry, Member


@require_safe
@member_required
@role_required(Member.Role.LEAD, Member.Role.ADMIN)
def index(request: MemberRequest) -> HttpResponse:
    """The newest first, a page at a time, narrowed by action, person and subject."""
    member, asked = request.member, Asked.read(request.GET)
    colleagues = Member.objects.visible_to(member).select_related("user")
    context = {
        "page": Page.of(member, asked), "asked": asked,
        "about": subjects.find(member, [asked.subject])[asked.subject],
        "actions": AuditEntry.Action.choices,
        "people": sorted(colleagues, key=lambda one: one.name.casefold()), "product": PRODUCT,
        "section": "settings", "part": "audit",
    }  # fmt: skip
    return render(request, "settings/audit.html", context)
