"""Addresses of texts of consent as they were shown (同意の文)."""

from django.urls import URLPattern

app_name = "terms"
urlpatterns: list[URLPattern] = []
