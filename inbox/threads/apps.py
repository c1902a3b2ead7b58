from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "inbox.threads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inbox.accounts import changes
        from inbox.accounts.subjects import register
        from inbox.threads.of_accounts import names
        from inbox.threads.tasks import tell_pages

        changes.windows.listen(tell_pages)
        register("thread", names)
