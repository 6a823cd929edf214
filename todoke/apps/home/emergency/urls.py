"""Addresses of the light page for disasters (非常時)."""

from django.urls import URLPattern

app_name = "emergency"
urlpatterns: list[URLPattern] = []
