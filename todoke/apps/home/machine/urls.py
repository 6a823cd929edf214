"""Addresses of what machines fetch (機械のための道): worker, stopping by mail, calendars, the local mail sink."""

from django.urls import URLPattern

app_name = "machine"
urlpatterns: list[URLPattern] = []
