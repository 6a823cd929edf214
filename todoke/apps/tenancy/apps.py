"""Registers the room with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class TenancyConfig(AppConfig):
    """Whose rows may be seen (見てよい範囲)."""

    name = "todoke.apps.tenancy"
    verbose_name = "見てよい範囲"

    def ready(self) -> None:
        """Let a connection that opens within a scope know it; the one signal in the house."""
        connection_created.connect(_tell_new_connection, dispatch_uid="tenancy")


def _tell_new_connection(*, connection: Any, **named: Any) -> None:
    from todoke.apps.tenancy.scope import find_scope, tell_database

    if (found := find_scope()) is not None:
        tell_database(found, connection)
