from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The product as a whole: its management commands, and the Celery app that tasks bind to."""

    name = "inbox"

    def ready(self) -> None:
        from inbox import celery, heartbeat  # noqa: F401  # settings must be loaded first
