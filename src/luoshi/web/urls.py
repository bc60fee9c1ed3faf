"""Every address of the product."""

from django.urls import path

from luoshi.web.pages import preferences, style

urlpatterns = [
    path("style", style.style, name="style"),
    path("preferences/theme", preferences.choose_theme, name="choose_theme"),
    path("preferences/language", preferences.choose_language, name="choose_language"),
]
