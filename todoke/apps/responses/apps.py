"""Registers the room with Django."""

from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    """What people make of notices (お知らせへの声)."""

    name = "todoke.apps.responses"
    verbose_name = "お知らせへの声"
