"""A kept file on its way out: its addresses, what the guard is asked, its place in a thread."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from inbox.accounts.channels import MediaKind
from inbox.delivery.guard import Media
from inbox.delivery.models import Upload
from inbox.threads.models import Attachment, Message


def content_of(upload: Upload) -> Media:
    """What the guard is asked to let go: ``upload`` by its public address."""
    return Media(
        kind=MediaKind(upload.kind),
        url=public_url(upload),
        content_type=upload.content_type,
        size=upload.size,
        name=upload.name,
    )


def public_url(upload: Upload) -> str:
    """Where the platform fetches it: whoever has the address has the file, while it is offered."""
    return settings.PUBLIC_URL + reverse("media", args=[upload.secret, _plain_name(upload)])


def preview_path(upload: Upload) -> str:
    """Where members see it. Relative, so that it holds under whatever name they reach us."""
    return reverse("upload", args=[upload.thread_id, upload.pk])


def keep_in_thread(message: Message, upload: Upload) -> Attachment:
    """Show ``upload`` with our own ``message``."""
    return Attachment.everywhere.create(
        workspace_id=message.workspace_id,
        message=message,
        kind=upload.kind,
        url=preview_path(upload),
        title=upload.name,
    )


def show_in_thread(message: Message, media: Media) -> Attachment:
    """Show with our own ``message`` a file that lies elsewhere, from where the contact gets it."""
    return Attachment.everywhere.create(
        workspace_id=message.workspace_id,
        message=message,
        kind=media.kind.value,
        url=media.url,
        title=media.name,
    )


def _plain_name(upload: Upload) -> str:
    """The file's name in letters that survive any program's handling of addresses."""
    name = PurePosixPath(upload.name)
    return f"{slugify(name.stem) or upload.kind}{name.suffix.lower()}"
