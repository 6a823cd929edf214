"""Registers the room with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Ways out (届け先と発送)."""

    name = "todoke.apps.channels"
    verbose_name = "届け先と発送"
