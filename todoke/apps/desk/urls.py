"""Routes of the desk. Every one asks for a signed-in member of staff (tests/apps/desk/test_gate.py)."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
