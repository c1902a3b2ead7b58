from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "inbox.threads"
    default_auto_field = "django.db.models.BigAutoField"
