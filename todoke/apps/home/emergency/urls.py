"""Addresses of the light page for disasters (非常時)."""

from django.urls import URLPattern, path

from todoke.apps.home.emergency import views

app_name = "emergency"
urlpatterns: list[URLPattern] = [
    path("", views.show, name="show"),
    path("<str:area>/", views.show_area, name="area"),
]
