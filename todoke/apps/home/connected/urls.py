"""Addresses of connected apps (つないだアプリ)."""

from django.urls import URLPattern, path

from todoke.apps.home.connected import views

urlpatterns: list[URLPattern] = [
    path("apps/", views.index, name="apps"),
    path("apps/connect/", views.connect, name="app_connect"),
    path("apps/<uuid:row>/end/", views.end, name="app_end"),
]
