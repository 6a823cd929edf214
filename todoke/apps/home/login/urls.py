"""Addresses of logging in (ログイン) and out, in each language; they stand at the root of the site."""

from django.urls import URLPattern, path

from todoke.apps.home.login import views

app_name = "login"
urlpatterns: list[URLPattern] = [
    path("login/", views.start, name="start"),
    path("login/stronger/", views.stronger, name="stronger"),
]
