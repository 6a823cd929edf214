"""Registers the room with Django."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """Mandates (委任)."""

    name = "todoke.apps.mandates"
    verbose_name = "委任"
