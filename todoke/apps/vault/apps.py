"""Registers the room with Django."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """What is kept sealed (封をした項目)."""

    name = "todoke.apps.vault"
    verbose_name = "封をした項目"
