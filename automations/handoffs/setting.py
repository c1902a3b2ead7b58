"""Changing how a workspace hands over: each change is written to the audit log with its act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from automations.models import AutomationSettings, TopicRoute
from inbox.accounts.models import AuditEntry, Member, Team, Workspace
from inbox.accounts.models.audit import record


@dataclass(frozen=True, slots=True)
class Topic:
    """Words that send a handoff to a team; None while the team is to be chosen."""

    name: str
    words: tuple[str, ...]
    team: Team | None


def topics_of(workspace: Workspace) -> list[Topic]:
    """In their order: the first that matches wins."""
    routes = TopicRoute.objects.in_workspace(workspace).select_related("team")
    return [Topic(route.name, tuple(route.words), route.team) for route in routes]


@transaction.atomic
def set_handoffs(
    workspace: Workspace, wanted: Mapping[str, Any], topics: Sequence[Topic], *, by: Member
) -> bool:
    """Replace the settings by ``wanted``, and the topics; False when all of it was so already."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    settings = AutomationSettings.everywhere.of(workspace.pk)
    changed: dict[str, Any] = {}
    for name, value in wanted.items():
        before = getattr(settings, name)
        if before != value:
            changed[name] = [_plain(before), _plain(value)]
            setattr(settings, name, value)
    had = topics_of(workspace)
    if had != list(topics):
        changed["topics"] = [_names(had), _names(topics)]
        _write(workspace, topics)
    if changed:
        settings.save()
        record(workspace.pk, AuditEntry.Action.HANDOFF_CHANGED, "workspace", by=by, changed=changed)
    return bool(changed)


def _write(workspace: Workspace, topics: Sequence[Topic]) -> None:
    TopicRoute.objects.in_workspace(workspace).delete()
    TopicRoute.everywhere.bulk_create(
        TopicRoute(
            workspace=workspace, name=topic.name, words=list(topic.words), team=topic.team,
            position=position,
        )
        for position, topic in enumerate(topics)
        if topic.team
    )  # fmt: skip


def _names(topics: Sequence[Topic]) -> list[str]:
    return [f"{topic.name} → {topic.team}" for topic in topics]


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.name if isinstance(value, Team) else value
