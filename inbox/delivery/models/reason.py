"""Why a message did not go, or why it waits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a message did not go: the closed list (F-1)."""

    WINDOW_EXPIRED = "window_expired", _("Window expired")
    PERMISSION_MISSING = "permission_missing", _("Permission missing")
    RATE_LIMITED = "rate_limited", _("Rate limited")
    CONTACT_UNAVAILABLE = "contact_unavailable", _("Contact unavailable")
    CONTENT_REJECTED = "content_rejected", _("Content rejected")
    PRIVATE_REPLY_USED = "private_reply_used", _("Private reply used or too old")
    OPT_IN_MISSING = "opt_in_missing", _("Opt-in missing or spent")
    MEDIA_REJECTED = "media_rejected", _("Media rejected")
    INSTAGRAM_UNAVAILABLE = "instagram_unavailable", _("Instagram unavailable")
    OUTCOME_UNKNOWN = "outcome_unknown", _("Outcome unknown")
    REFUSED_HERE = "refused_here", _("Refused here")
