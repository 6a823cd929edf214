"""Addresses of known fakes (にせもの)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
