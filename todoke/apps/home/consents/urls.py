"""Addresses of consents (同意した情報)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
