"""Addresses of supporters (支援者)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
