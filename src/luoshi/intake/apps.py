"""Django's registration of the room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers `luoshi.intake`."""

    name = "luoshi.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
