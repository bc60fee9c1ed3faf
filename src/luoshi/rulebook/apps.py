"""Django's registration of the room."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """Registers `luoshi.rulebook`."""

    name = "luoshi.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"
