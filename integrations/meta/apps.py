from django.apps import AppConfig


class MetaConfig(AppConfig):
    """Everything that knows Meta. It offers the outbox its way to Instagram."""

    name = "integrations.meta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.delivery.channels import register
        from integrations.meta.adapter import InstagramAdapter

        register("instagram", InstagramAdapter())
