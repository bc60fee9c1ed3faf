"""Django's registration of the room."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Registers `luoshi.record`."""

    name = "luoshi.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
