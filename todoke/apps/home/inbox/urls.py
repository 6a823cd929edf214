"""Addresses of notices and the shelf (お知らせ・棚)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
