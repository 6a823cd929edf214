"""Django's entry to the room; there are no tables: answers stay in the person's own browser."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Screening."""

    name = "todoke.apps.screening"
    label = "screening"
