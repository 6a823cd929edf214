"""Addresses of payments to be refused (支給の辞退)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
