from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The way out. It tells the threads' screens what comments still grant."""

    name = "inbox.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.delivery.comments.facts import facts_of
        from inbox.threads.comments import learn_from

        learn_from(facts_of)
