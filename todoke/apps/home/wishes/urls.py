"""Addresses of how to be told (受け取り方)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
