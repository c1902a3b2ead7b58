"""How long a file is kept, and how long the platform may fetch it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inbox.accounts.scoping import WorkspaceQuerySet
from inbox.delivery.files.media import preview_path
from inbox.delivery.files.uploads import remove
from inbox.delivery.models import Outbound, Upload
from inbox.threads.models import Attachment

UNUSED_FOR = timedelta(days=7)  # a file that nobody sent; a window is no longer either
OFFERED_FOR = timedelta(days=1)  # to the platform, after the message has been settled
KEPT_FOR = timedelta(days=30)  # the bytes of a file that was sent
BATCH = 200

Uploads = WorkspaceQuerySet[Upload]


def readable(uploads: Uploads) -> Uploads:
    """Those whose bytes are here, and whose message has not been unsent."""
    unsent = _sends(message__unsent_at__isnull=False)
    return uploads.exclude(file="").filter(~Exists(unsent))


def offered(uploads: Uploads, now: datetime) -> Uploads:
    """Those that the platform may fetch: on their way, just sent, or about to be."""
    wanted = Exists(_sends(settled_at=None) | _sends(settled_at__gt=now - OFFERED_FOR))
    fresh = Q(created_at__gt=now - UNUSED_FOR) & ~Exists(_sends())
    return readable(uploads).filter(Q(wanted) | fresh)


def sweep() -> int:
    """Remove what nobody sent, and the bytes of what was sent long ago; how many files went.

    Safe to run twice, at the same time, and to be killed: each file is a transaction of its own,
    and its row stays until its bytes are gone.
    """
    now, removed = timezone.now(), 0
    while batch := list(_unused(now)[:BATCH]):
        removed += sum(remove(upload) for upload in batch)
    while batch := list(_outlived(now)[:BATCH]):
        for upload in batch:
            _empty(upload)
        removed += len(batch)
    return removed


def _unused(now: datetime) -> Uploads:
    old = Upload.everywhere.filter(created_at__lte=now - UNUSED_FOR)
    return old.filter(~Exists(_sends())).order_by("created_at")


def _outlived(now: datetime) -> Uploads:
    """A file that goes out again, or that went out lately, stays; one that was unsent goes."""
    lately = _sends(settled_at=None) | _sends(settled_at__gt=now - KEPT_FOR)
    unsent = _sends(message__unsent_at__isnull=False)
    kept = Upload.everywhere.exclude(file="").filter(Exists(_sends()))
    return kept.filter(Exists(unsent) | ~Exists(lately)).order_by("created_at")


@transaction.atomic
def _empty(upload: Upload) -> None:
    upload.file.delete(save=False)
    Upload.everywhere.filter(pk=upload.pk).update(file="")
    own = Attachment.everywhere.filter(message__outbound__upload=upload)
    own.filter(url=preview_path(upload)).update(url="")


def _sends(**which: object) -> WorkspaceQuerySet[Outbound]:
    return Outbound.everywhere.filter(upload=OuterRef("pk"), **which)
