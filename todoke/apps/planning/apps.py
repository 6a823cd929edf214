"""Registers the room with Django."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Planning (お知らせの予定)."""

    name = "todoke.apps.planning"
    verbose_name = "お知らせの予定"
