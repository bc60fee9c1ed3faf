"""Where each page lives: the web room's own list."""

from django.urls import include, path

urlpatterns = [path("", include("luoshi.web.urls"))]
handler404 = "luoshi.web.errors.not_found"
