"""The registry app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registers the registry with Django."""

    name = "todoke.apps.registry"
    verbose_name = "制度・手続レジストリ"
