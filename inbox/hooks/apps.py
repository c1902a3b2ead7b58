from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "inbox.hooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.accounts import subjects
        from inbox.hooks.endpoints import named

        subjects.register("webhook", named)
