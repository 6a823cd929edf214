"""Registers the room with Django."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """A resident's own pages (マイページ)."""

    name = "todoke.apps.home"
    verbose_name = "マイページ"
