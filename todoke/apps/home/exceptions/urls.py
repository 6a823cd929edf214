"""Addresses of lifted programs (配慮区分の例外)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
