"""Addresses of how people are kept safe (安全のしくみ)."""

from django.urls import URLPattern, path

from todoke.apps.home.safety import views

app_name = "safety"
urlpatterns: list[URLPattern] = [path("", views.show, name="show")]
