from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "inbox.live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.accounts import changes
        from inbox.live.publish import publish, publish_switch
        from inbox.threads.changes import listen

        listen(publish)
        changes.switches.listen(publish_switch)
