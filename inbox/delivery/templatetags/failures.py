"""What the rail says of failed messages, on every page."""

from __future__ import annotations

from django import template

from inbox.accounts.models import Member
from inbox.delivery.failures import scope

register = template.Library()


@register.simple_tag
def failures_to_see_to(member: Member | None) -> int:
    """How many failed messages wait for ``member``; one bounded query."""
    return scope.badge(member) if member else 0


@register.filter
def counted(count: int) -> str:
    """A tile's number: 999+ where counting stopped."""
    return f"{scope.MOST_COUNTED - 1}+" if count >= scope.MOST_COUNTED else str(count)
