from django.apps import AppConfig


class MetaConfig(AppConfig):
    """Everything that knows Meta. It offers the outbox its way to Instagram."""

    name = "integrations.meta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.delivery.channels import register, register_moderator, register_switchboard
        from inbox.delivery.settling import register_witness
        from integrations.meta.adapter import InstagramAdapter
        from integrations.meta.control import InstagramSwitchboard
        from integrations.meta.conversations import InstagramWitness
        from integrations.meta.moderation import InstagramModerator

        register("instagram", InstagramAdapter())
        register_moderator("instagram", InstagramModerator())
        register_switchboard("instagram", InstagramSwitchboard())
        register_witness("instagram", InstagramWitness())
