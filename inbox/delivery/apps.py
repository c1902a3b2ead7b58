from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "inbox.delivery"
    default_auto_field = "django.db.models.BigAutoField"
