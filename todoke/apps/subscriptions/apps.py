"""Registers the room with Django."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Subscriptions (購読)."""

    name = "todoke.apps.subscriptions"
    verbose_name = "購読"
