"""Registers the room with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Residents and their households (住民・世帯)."""

    name = "todoke.apps.people"
    verbose_name = "住民"
