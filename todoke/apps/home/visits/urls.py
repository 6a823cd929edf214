"""Addresses of where one is logged in (ログインしている場所)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
