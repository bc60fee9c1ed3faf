"""Django's registration of the room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers `luoshi.search`."""

    name = "luoshi.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
