"""Registers the room with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Municipalities (区市町村)."""

    name = "todoke.apps.places"
    verbose_name = "区市町村"
