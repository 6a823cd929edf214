"""Addresses of reports of a fake (にせものの知らせ)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
