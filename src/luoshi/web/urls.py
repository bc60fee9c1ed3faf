"""Every address of the product."""

from django.urls import path

from luoshi.web.pages import password, preferences, seal, sign_in, style

urlpatterns = [
    path("", seal.seal, name="desk"),
    path("seal", seal.seal, name="seal"),
    path("style", style.style, name="style"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/card", sign_in.take_card, name="take_card"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("password", password.change_password, name="change_password"),
    path("post", sign_in.choose_post, name="choose_post"),
    path("preferences/theme", preferences.choose_theme, name="choose_theme"),
    path("preferences/language", preferences.choose_language, name="choose_language"),
]
