"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the desk with Django."""

    name = "todoke.apps.desk"
    verbose_name = "更新デスク"
