from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "inbox.accounts"
    default_auto_field = "django.db.models.BigAutoField"
