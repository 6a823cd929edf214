"""Addresses of who sends notices (送り手)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
