"""Registers the room with Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """How residents log in (本人確認)."""

    name = "todoke.apps.identity"
    verbose_name = "本人確認"
