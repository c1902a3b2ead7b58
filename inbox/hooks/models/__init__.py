"""Where webhooks go, each call that has to be made, and each try."""

from inbox.hooks.models.call import HookAttempt, HookCall
from inbox.hooks.models.endpoint import Endpoint, RuleKey

__all__ = ["Endpoint", "HookAttempt", "HookCall", "RuleKey"]
