"""Registers the room with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who acts, and what they may do (操作の権限)."""

    name = "todoke.apps.access"
    verbose_name = "操作の権限"
