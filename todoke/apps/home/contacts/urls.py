"""Addresses of contact points (届け先)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
