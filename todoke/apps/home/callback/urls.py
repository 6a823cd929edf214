"""Addresses of the way back from the identity provider, in no language."""

from django.urls import URLPattern, path

from todoke.apps.home.callback import views

app_name = "callback"
urlpatterns: list[URLPattern] = [path("login/callback", views.finish, name="finish")]
