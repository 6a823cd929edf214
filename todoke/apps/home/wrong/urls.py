"""Addresses of why a notice came, and what was wrong with it (わけ・まちがい)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
