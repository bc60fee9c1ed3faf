"""Every address of the product."""

from django.urls import path

from luoshi.web.pages import preferences, sign_in, style

urlpatterns = [
    path("style", style.style, name="style"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/card", sign_in.take_card, name="take_card"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("post", sign_in.choose_post, name="choose_post"),
    path("preferences/theme", preferences.choose_theme, name="choose_theme"),
    path("preferences/language", preferences.choose_language, name="choose_language"),
]
