"""Names and pictures of contacts: asked for after they wrote, and never at a message's cost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from inbox.contacts.models import Contact
from inbox.threads.changes import Change, announce
from inbox.threads.models import Thread
from integrations.meta.graph import GraphClient
from integrations.meta.graph_errors import GraphError, GraphUnreachable, GraphUnreadable
from integrations.meta.wire.reading import words

FIELDS = (
    "name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user,"
    "is_verified_user"
)
FACTS = {
    "follower_count": "followers",
    "is_user_follow_business": "follows_us",
    "is_business_follow_user": "followed_by_us",
    "is_verified_user": "verified",
}
TOGETHER = 20  # look-ups in one task; each takes Meta most of a second
NO_CONSENT = 230  # Meta tells who somebody is only once they have written or tapped

client = GraphClient()
log = structlog.get_logger()


def fetch_later(contact_ids: Collection[int]) -> None:
    """Ask for these profiles in the background; whoever is missed is asked for another time."""
    from integrations.meta.tasks import fetch_profiles

    ids = list(contact_ids)
    try:
        for start in range(0, len(ids), TOGETHER):
            chunk = ids[start : start + TOGETHER]
            fetch_profiles.apply_async([chunk], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("profiles not asked for", count=len(contact_ids), error=repr(error))


def fetch(contact: Contact) -> None:
    """Look the contact up. A refusal is kept with its reason; no answer changes nothing.

    Raises BudgetSpent where no call is left for look-ups.
    """
    try:
        told = client.get(contact.account, quote(contact.scoped_id, safe=""), {"fields": FIELDS})
    except GraphError as error:
        _keep(contact, profile=Contact.Profile.REFUSED, profile_detail=_reason(error))
    except (GraphUnreachable, GraphUnreadable) as error:
        log.info("profile not fetched", contact=contact.pk, error=repr(error))
    else:
        _keep(contact, profile=Contact.Profile.KNOWN, profile_detail="", **_known(contact, told))


def _known(contact: Contact, told: dict[str, Any]) -> dict[str, Any]:
    """What Meta said; where it said nothing, what was known stays."""
    return {
        "name": words(told.get("name"), 200) or contact.name,
        "username": words(told.get("username"), 64) or contact.username,
        "picture_url": words(told.get("profile_pic"), 2000) or contact.picture_url,
        "facts": contact.facts | {ours: told[key] for key, ours in FACTS.items() if key in told},
    }


def _reason(error: GraphError) -> str:
    if error.code == NO_CONSENT:
        return _("Instagram tells who somebody is only after they have written to you.")
    return str(error)


def _keep(contact: Contact, **fields: Any) -> None:
    with transaction.atomic():
        Contact.everywhere.filter(pk=contact.pk).update(profile_at=timezone.now(), **fields)
        threads = Thread.everywhere.filter(contact=contact).values_list("workspace_id", "pk")
        announce([Change(workspace_id, thread_id) for workspace_id, thread_id in threads])
