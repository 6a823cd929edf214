"""Registers the room with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices (お知らせ)."""

    name = "todoke.apps.notices"
    verbose_name = "お知らせ"
