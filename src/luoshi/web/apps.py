"""Django's registration of the room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers `luoshi.web`."""

    name = "luoshi.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
