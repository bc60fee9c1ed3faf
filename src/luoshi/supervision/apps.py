"""Django's registration of the room."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Registers `luoshi.supervision`."""

    name = "luoshi.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"
