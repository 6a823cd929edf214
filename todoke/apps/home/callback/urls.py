"""Addresses of the way back from the identity provider, in no language."""

from django.urls import URLPattern

app_name = "callback"
urlpatterns: list[URLPattern] = []
