"""After each commit that changed threads: what changed is rendered once and fanned out.

Runs in the thread that committed, in web processes and workers alike, and never raises into it.
When nobody listens only the counting remains, one round trip to Redis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import structlog
from django.utils import timezone

from inbox.accounts.changes import AutomationsSwitched
from inbox.live import groups, layer, numbers, pieces
from inbox.live.events import Fragment
from inbox.threads.changes import Change, Told
from inbox.threads.models import Thread

log = structlog.get_logger(__name__)


def publish(changes: Sequence[Change | Told]) -> None:
    """Tell every open page about ``changes``."""
    threads = [change for change in changes if isinstance(change, Change)]
    try:
        if threads:
            _publish(_merged(threads))
        _tell({change.member_id for change in changes if isinstance(change, Told)})
    except Exception:
        # A page that misses this refetches at its next change or reconnection; the caller's work,
        # which is committed, must not fail for it.
        log.exception("live update not published", threads=[change.thread_id for change in threads])


def publish_switch(switched: AutomationsSwitched) -> None:
    """Tell everyone in the workspace that automations were stopped or resumed (K-11)."""
    group = groups.workspace(switched.workspace_id)
    try:
        numbered = numbers.raise_all([group])
        if layer.listeners([group])[group]:
            html = pieces.switched(switched.workspace_id, switched.account_id)
            text = pieces.frame(group, numbered[group], html, timezone.now())
            layer.send_all([(group, _fragment(text))])
    except Exception:
        log.exception("switch not shown", workspace=switched.workspace_id)


def _publish(changes: dict[int, Change]) -> None:
    workspaces = {groups.workspace(change.workspace_id) for change in changes.values()}
    names = [*workspaces, *(groups.thread(thread_id) for thread_id in changes)]
    # Counted twice and told once: a page that shows it misses a number, and asks for everything.
    names += [groups.thread(change.thread_id) for change in changes.values() if change.whole]
    numbered = numbers.raise_all(names)
    heard = {group for group, count in layer.listeners(names).items() if count}
    if not heard:
        return
    now = timezone.now()
    changed = pieces.threads(changes, now)
    messages: list[tuple[str, Fragment]] = []
    for workspace_id, threads in _by_workspace(changed).items():
        group = groups.workspace(workspace_id)
        if group in heard:
            text = pieces.frame(group, numbered[group], pieces.rows(threads, now), now)
            messages.append((group, _fragment(text)))
    for thread in changed:
        group = groups.thread(thread.pk)
        if group in heard:
            html = pieces.thread(thread, changes[thread.pk].items, now)
            text = pieces.frame(group, numbered[group], html, now)
            messages.append((group, _fragment(text, thread.pk, pieces.ends_at(thread, now))))
    layer.send_all(messages)


def _tell(members: Collection[int]) -> None:
    """Show members what is for them alone, in all their tabs."""
    ids = {groups.member(member_id): member_id for member_id in members}
    numbered = numbers.raise_all(list(ids))
    heard = [group for group, count in layer.listeners(list(ids)).items() if count]
    now = timezone.now()
    for group in heard:
        text = pieces.frame(group, numbered[group], pieces.notices(ids[group]), now)
        layer.send_all([(group, _fragment(text))])


def _fragment(text: str, thread_id: int | None = None, ends_at: float | None = None) -> Fragment:
    return Fragment(type="live.fragment", text=text, thread_id=thread_id, ends_at=ends_at)


def _merged(changes: Sequence[Change]) -> dict[int, Change]:
    """One change for each thread, with all items that were named, each once."""
    merged: dict[int, Change] = {}
    for change in changes:
        seen = merged.get(change.thread_id)
        items = dict.fromkeys((*(seen.items if seen else ()), *change.items))
        whole = change.whole or (seen is not None and seen.whole)
        merged[change.thread_id] = Change(
            change.workspace_id, change.thread_id, tuple(items), whole
        )
    return merged


def _by_workspace(threads: Sequence[Thread]) -> dict[int, list[Thread]]:
    found: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        found[thread.workspace_id].append(thread)
    return found
