"""Registers the room with Django."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """Paid unless refused (申請のいらない支給)."""

    name = "todoke.apps.entitlements"
    verbose_name = "申請のいらない支給"
