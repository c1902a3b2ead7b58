from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The way out. It tells the threads' screens what comments grant and how sends fare."""

    name = "inbox.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.accounts import changes
        from inbox.delivery import facts, switching
        from inbox.delivery.comments import facts as comment_facts
        from inbox.threads import comments, sends

        comments.learn_from(comment_facts.facts_of)
        sends.learn_from(facts.facts_of)
        changes.switches.listen(switching.resumed)
        changes.limits.listen(switching.changed)
        changes.windows.listen(switching.changed)
