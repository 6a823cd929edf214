"""Addresses of a person's own data (わたしの情報)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
