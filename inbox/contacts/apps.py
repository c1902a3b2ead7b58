from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "inbox.contacts"
    default_auto_field = "django.db.models.BigAutoField"
