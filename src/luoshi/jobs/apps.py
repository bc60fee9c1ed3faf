"""Django's registration of the room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers `luoshi.jobs`."""

    name = "luoshi.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
