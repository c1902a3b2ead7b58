"""Files that people want to send: checked when they arrive, kept until they are not needed.

Their type is what their content says, their name on disk is ours, and what the channel does not
take never becomes an upload.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.accounts.channels import CHANNELS, MediaKind, MediaLimit
from inbox.accounts.models import Member
from inbox.delivery.files import sniffing
from inbox.delivery.guard import Refused
from inbox.delivery.locks import lock_thread
from inbox.delivery.models import Outbound, Reason, Upload
from inbox.threads.models import Thread

LARGEST = max(limit.size for each in CHANNELS.values() for limit in each.media.values())
NAME_CHARACTERS = 120
Limits = Mapping[MediaKind, MediaLimit]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be sent, and what it is called."""

    kind: MediaKind
    content_type: str
    size: int  # bytes
    name: str


def keep(thread: Thread, file: UploadedFile[Any], *, member: Member, key: UUID) -> Upload | Refused:
    """Keep ``file`` to be sent in ``thread``; the same ``key`` gives the same upload back."""
    earlier = Upload.everywhere.filter(thread=thread, key=key).first()
    if earlier:
        return earlier
    checked = check(file, thread.account.capabilities.media)
    if isinstance(checked, Refused):
        return checked
    upload = Upload(
        workspace_id=thread.workspace_id,
        thread=thread,
        member=member,
        key=key,
        secret=secrets.token_urlsafe(32),
        kind=checked.kind,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
    )
    upload.file.save(_place(checked), file, save=False)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:  # the same press came in twice at once
        upload.file.delete(save=False)
        return Upload.everywhere.get(thread=thread, key=key)
    return upload


def check(file: UploadedFile[Any], limits: Limits) -> Checked | Refused:
    """What ``file`` is, or why a channel with these ``limits`` can't take it."""
    size = file.size or 0
    content_type = sniffing.content_type_of(cast(BinaryIO, file), size) if size else ""
    name = clean_name(file.name or "", content_type)
    if not size:
        detail = _("%(name)s is empty. Choose another file.")
        return _refused("media_empty", detail % {"name": name})
    for kind, limit in limits.items():
        if content_type in limit.types:
            if size > limit.size:
                return _too_large(name, size, limit.size)
            file.seek(0)
            return Checked(kind, content_type, size, name)
    return _not_taken(name, content_type, limits)


@transaction.atomic
def remove(upload: Upload) -> bool:
    """Forget ``upload`` and its bytes; False when it is part of a message by now."""
    lock_thread(upload.thread_id)
    if Outbound.everywhere.filter(upload=upload).exists():
        return False
    # The bytes go first: if the process dies here, the row still leads the next try to them.
    upload.file.delete(save=False)
    Upload.everywhere.filter(pk=upload.pk).delete()
    return True


def clean_name(given: str, content_type: str) -> str:
    """``given`` without folders and without signs that hide or turn its letters.

    It ends as files of ``content_type`` do, so that nobody is handed a PDF called ``.exe``.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in name)
    path = PurePosixPath(" ".join(shown.split()).strip(". ") or _("file"))
    suffixes = sniffing.SUFFIXES.get(content_type)
    if suffixes and path.suffix.lower() not in suffixes:
        return path.name[:NAME_CHARACTERS] + suffixes[0]
    return path.stem[:NAME_CHARACTERS] + path.suffix[:16]


def _place(checked: Checked) -> str:
    """Where on the disk: nothing in it comes from the person."""
    folder = f"{timezone.now():%Y/%m}"
    return f"{folder}/{secrets.token_hex(16)}{sniffing.SUFFIXES[checked.content_type][0]}"


def _too_large(name: str, size: int, limit: int) -> Refused:
    words = {
        "name": name,
        "size": filesizeformat(size),
        "limit": filesizeformat(limit),
        "over": filesizeformat(size - limit),
    }
    detail = _("%(name)s has %(size)s. The limit is %(limit)s, so it is %(over)s too large.")
    return _refused("media_too_large", detail % words)


def _not_taken(name: str, content_type: str, limits: Limits) -> Refused:
    types = [content_type for limit in limits.values() for content_type in limit.types]
    words = {
        "name": name,
        "type": sniffing.name_of(content_type),
        "taken": ", ".join(dict.fromkeys(map(sniffing.name_of, types))),
    }
    if content_type:
        detail = _("%(name)s is %(type)s, which can't be sent here. What can: %(taken)s.")
    else:
        detail = _("%(name)s is no picture, sound, video or PDF. What can be sent: %(taken)s.")
    return _refused("media_type", detail % words)


def _refused(code: str, detail: str) -> Refused:
    return Refused(Reason.REFUSED_HERE, code, detail)
