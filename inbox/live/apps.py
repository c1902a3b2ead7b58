from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "inbox.live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.live.publish import publish
        from inbox.threads.changes import listen

        listen(publish)
