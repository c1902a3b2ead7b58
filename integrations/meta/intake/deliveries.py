"""The intake table: claiming what is unprocessed, and finishing it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from integrations.meta.intake.store import run
from integrations.meta.models import Delivery

MOST_TOGETHER = 500  # deliveries in one transaction
BYTES_TOGETHER = 8 * 1024 * 1024
FINISH = """
    UPDATE meta_delivery d SET processed_at = %s, items = new.items, error = new.error,
        body = CASE WHEN new.error = '' THEN ''::bytea ELSE d.body END
    FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS new(id, items, error)
    WHERE d.id = new.id
"""


def claim() -> list[Delivery]:
    """The oldest deliveries that no other worker has, up to BYTES_TOGETHER but at least one.

    The claim is a row lock of the caller's transaction: when this process dies, it is gone.
    """
    unprocessed = Delivery.objects.filter(processed_at=None).order_by("pk")
    found = unprocessed.select_for_update(skip_locked=True, no_key=True)[:MOST_TOGETHER]
    claimed: list[Delivery] = []
    size = 0
    for one in found.iterator(chunk_size=50):
        size += len(one.body)
        if claimed and size > BYTES_TOGETHER:
            break
        claimed.append(one)
    return claimed


def claim_one(delivery_id: int) -> Delivery | None:
    """This one, unless somebody else has it or was quicker."""
    unprocessed = Delivery.objects.select_for_update(skip_locked=True, no_key=True)
    return unprocessed.filter(pk=delivery_id, processed_at=None).first()


def finish(deliveries: Sequence[Delivery]) -> None:
    """Every item has a row of its own now, so the raw bytes go; a body that can't be read stays."""
    rows = [(one.pk, one.items, one.error) for one in deliveries]
    run(FINISH, rows, first=[timezone.now()])
