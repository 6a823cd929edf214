"""Addresses of the family (家族)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
