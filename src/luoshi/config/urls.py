"""Where each page lives: the web room's own list."""

from django.urls import include, path

urlpatterns = [path("", include("luoshi.web.urls"))]
handler400 = "luoshi.web.errors.bad_request"
handler403 = "luoshi.web.errors.denied"
handler404 = "luoshi.web.errors.not_found"
handler500 = "luoshi.web.errors.failed"
