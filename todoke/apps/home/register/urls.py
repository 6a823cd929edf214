"""Addresses of what was sent (送ったものの台帳)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
