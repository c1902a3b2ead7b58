"""What webhooks tell of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """What may be told; the values are the names that programs see, and stay as they are."""

    MESSAGE_RECEIVED = "message.received", _("A contact wrote")
    MESSAGE_SENT = "message.sent", _("A message of ours was sent")
    MESSAGE_FAILED = "message.failed", _("A message of ours could not be sent")
    HANDOFF_STARTED = "handoff.started", _("A conversation waits for a person")
    HANDOFF_TAKEN = "handoff.taken", _("A person took the conversation")
    HANDOFF_ENDED = "handoff.ended", _("A handoff is over")
    RUN_FINISHED = "run.finished", _("A rule's run is over")
    TEST = "test", _("Test")
    STEP = "rule.step", _("A rule's step")

    @classmethod
    def to_listen_to(cls) -> list[tuple[str, str]]:
        """The choices of an endpoint: a test is for one endpoint, a step for its own address."""
        theirs = [event for event in cls if event not in (cls.TEST, cls.STEP)]
        return [(event.value, str(event.label)) for event in theirs]
