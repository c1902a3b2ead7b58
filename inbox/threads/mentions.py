"""Colleagues that a note names: “@Kim Silva, may I take this?”."""

from __future__ import annotations

import re

from inbox.accounts.models import Member


def named(writer: Member, text: str) -> list[Member]:
    """The colleagues of ``writer`` whose whole name stands in ``text`` after an @."""
    if "@" not in text:
        return []
    colleagues = Member.objects.visible_to(writer).exclude(pk=writer.pk).select_related("user")
    active = colleagues.filter(user__is_active=True).order_by("pk")
    return [each for each in active if _mentions(text, each.name)]


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
