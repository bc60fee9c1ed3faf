"""Django's registration of the room."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers `luoshi.delivery`."""

    name = "luoshi.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
