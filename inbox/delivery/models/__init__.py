"""The outbox: messages on their way out, the calls made for them, and what goes with them."""

from inbox.delivery.models.attempt import Attempt
from inbox.delivery.models.call_minute import CallMinute
from inbox.delivery.models.lane import Lane
from inbox.delivery.models.moderation import Moderation
from inbox.delivery.models.outbound import Outbound
from inbox.delivery.models.reason import Reason
from inbox.delivery.models.upload import Upload

__all__ = ["Attempt", "CallMinute", "Lane", "Moderation", "Outbound", "Reason", "Upload"]
