"""Registers the room with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit (監査の記録)."""

    name = "todoke.apps.audit"
    verbose_name = "監査の記録"
