"""What may have been wrong with a file that was refused: its type or its size, and by how much."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from inbox.accounts.channels import MediaKind
from inbox.threads.models import Message


def what_of(outbound: Any, message: Message) -> str:
    """Which file it is and how it stands to the channel's limits."""
    upload = outbound.upload
    if upload is None:
        return _("its type or size")
    limit = message.thread.account.capabilities.media.get(MediaKind(upload.kind))
    words = {"name": upload.name, "type": upload.content_type, "size": filesizeformat(upload.size)}
    if limit is None or upload.content_type not in limit.types:
        return _("%(name)s is of a type it does not take (%(type)s)") % words
    words["limit"] = filesizeformat(limit.size)
    if upload.size > limit.size:
        words["over"] = filesizeformat(upload.size - limit.size)
        return _("%(name)s has %(size)s, %(over)s over the limit of %(limit)s") % words
    return _("%(name)s (%(type)s, %(size)s of at most %(limit)s)") % words
