"""Addresses of calendar feeds (カレンダー)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
