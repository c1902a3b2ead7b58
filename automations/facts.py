"""What the database knows about the threads of a batch, read in as many queries however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from automations.models import Handoff, Run, StepDone
from automations.payloads import MenuTap
from inbox.contacts.models import Captured, Labelling
from inbox.delivery.models import Outbound
from inbox.threads.models import Thread

HadByContact = dict[int, dict[tuple[int, str, bool], datetime]]
# The newest decisions of each thread, until one that answered; comments are another matter.
MISSES = """
    SELECT t.id, (SELECT count(*) FROM (
        SELECT bool_and(newest.missed) OVER (ORDER BY newest.id DESC) AS still
        FROM (SELECT d.id, d.outcome = 'unmatched' OR d.is_fallback AS missed
            FROM automations_decision d JOIN threads_message m ON m.id = d.message_id
            WHERE d.thread_id = t.id AND m.kind <> 'comment'
            ORDER BY d.id DESC LIMIT 10) newest) told WHERE told.still)
    FROM unnest(%s::bigint[]) AS t(id)
"""
# Automated messages of the last hour, at most a hundred (C-5).
TURNS = """
    SELECT t.id, newest.created_at
    FROM unnest(%s::bigint[]) AS t(id), LATERAL (
        SELECT o.created_at, o.author FROM delivery_outbound o
        WHERE o.thread_id = t.id AND o.kind <> 'public_reply'
            AND o.state NOT IN ('failed', 'expired', 'withdrawn')
        ORDER BY o.id DESC LIMIT 100) newest
    WHERE newest.author = 'automation' AND newest.created_at >= %s
"""
# What automations have said since the contact's last word reached us (C-3).
IN_A_ROW = """
    SELECT count(*) FROM delivery_outbound o
    WHERE o.thread_id = %s AND o.author = 'automation' AND o.kind <> 'public_reply'
        AND o.state NOT IN ('failed', 'expired', 'withdrawn')
        AND o.created_at > coalesce((
            SELECT m.created_at FROM threads_message m
            WHERE m.thread_id = o.thread_id AND m.origin = 'contact' AND m.kind <> 'comment'
                AND m.sent_at IS NOT NULL
            ORDER BY m.sent_at DESC, m.id DESC LIMIT 1), '-infinity')
"""
EARLIER = """
    SELECT m.id FROM threads_message m WHERE m.id = ANY(%s) AND NOT EXISTS (
        SELECT 1 FROM threads_message e WHERE e.thread_id = m.thread_id AND e.origin = 'contact'
            AND e.kind <> 'comment' AND e.sent_at IS NOT NULL AND e.id <> m.id
            AND (e.sent_at, e.id) < (m.sent_at, m.id))
"""
LOOKS_BACK = timedelta(hours=1)


@dataclass(slots=True)
class Facts:
    """By thread or contact id; what is not there has nothing to tell."""

    had: HadByContact = field(default_factory=dict)
    waiting: dict[int, Run] = field(default_factory=dict)
    ended: dict[int, Run] = field(default_factory=dict)  # by their own id: menus tapped late
    in_handoff: set[int] = field(default_factory=set)
    misses: dict[int, int] = field(default_factory=dict)
    turns: dict[int, list[datetime]] = field(default_factory=dict)
    labels: dict[int, set[str]] = field(default_factory=dict)
    fields: dict[int, dict[str, str]] = field(default_factory=dict)
    has_said: set[int] = field(default_factory=set)  # runs that have sent something in private

    @classmethod
    def load(cls, threads: Collection[Thread], taps: Iterable[MenuTap], now: datetime) -> Facts:
        """All that deciding about ``threads`` may ask; they are locked."""
        ids = [thread.pk for thread in threads]
        contacts = {thread.contact_id for thread in threads}
        waiting = _waiting(ids)
        ended = _tapped(ids, taps)
        return cls(
            had=what_contacts_had(contacts),
            waiting=waiting,
            ended=ended,
            in_handoff=set(
                Handoff.everywhere.open().filter(thread__in=ids).values_list("thread_id", flat=True)
            ),
            misses=dict(_rows(MISSES, ids)),
            turns=_turns(ids, now),
            labels=_labels(contacts),
            fields=_fields(contacts),
            has_said=cls.said_in([*waiting.values()]),
        )

    @staticmethod
    def said_in(runs: list[Run]) -> set[int]:
        """Those of ``runs`` that have sent something in private: after a comment, once (W-6)."""
        said = StepDone.everywhere.filter(run__in=[run.pk for run in runs], skipped="")
        private = said.filter(outbound__isnull=False).exclude(kind="reply_publicly")
        return set(private.values_list("run_id", flat=True))


def what_contacts_had(contacts: Collection[int]) -> HadByContact:
    """Every wording that reached a contact or is on its way (C-1)."""
    said = StepDone.everywhere.filter(contact__in=contacts, skipped="").exclude(words="")
    arrived = said.exclude(outbound__state__in=Outbound.GIVEN_UP).order_by("at")
    had: HadByContact = defaultdict(dict)
    for contact, rule, words, kind, at in arrived.values_list(
        "contact_id", "rule_id", "words", "kind", "at"
    ):
        had[contact][rule, words, kind == "reply_publicly"] = at
    return had


def first_words(message_ids: Collection[int]) -> set[int]:
    """Those of ``message_ids`` before which their contact had never written a message."""
    return {row[0] for row in _rows(EARLIER, list(message_ids))}


def in_a_row(thread: Thread) -> int:
    """How many automated messages the contact has had without an answer (C-3)."""
    [(count,)] = _rows(IN_A_ROW, thread.pk)
    return int(count)


def _waiting(threads: list[int]) -> dict[int, Run]:
    """The run that gets the contact's next words: the newest question, else the newest that waits
    for any word (K-6)."""
    waits = (Run.Waits.ANSWER, Run.Waits.REPLY)
    alive = Run.everywhere.filter(thread__in=threads, ended_at=None, waits_for__in=waits)
    # "reply" sorts after "answer"; what comes last stays.
    order = alive.select_related("rule", "version", "message").order_by("-waits_for", "moved_at")
    return {run.thread_id: run for run in order}


def _tapped(threads: list[int], taps: Iterable[MenuTap]) -> dict[int, Run]:
    named = {tap.run_id for tap in taps}
    if not named:
        return {}
    ended = Run.everywhere.filter(pk__in=named, thread__in=threads, ended_at__isnull=False)
    live = ended.filter(rule__is_on=True).select_related("rule", "version")
    return {run.pk: run for run in live}


def _turns(threads: list[int], now: datetime) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for thread, at in _rows(TURNS, threads, now - LOOKS_BACK):
        found[thread].append(at)
    return found


def _labels(contacts: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    on = Labelling.everywhere.filter(contact__in=contacts)
    for contact, name in on.values_list("contact_id", "label__name"):
        found[contact].add(name.casefold())
    return found


def _fields(contacts: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Captured.everywhere.filter(contact__in=contacts)
    for contact, name, value in rows.values_list("contact_id", "field", "value"):
        found[contact][name] = value
    return found


def _rows(sql: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
    return found
