"""Registers the room with Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consents (同意)."""

    name = "todoke.apps.consent"
    verbose_name = "同意"
