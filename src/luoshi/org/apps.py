"""Django's registration of the room."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Registers `luoshi.org`."""

    name = "luoshi.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"
