"""The registry app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registers the registry with Django."""

    name = "todoke.apps.registry"
    verbose_name = "制度・手続レジストリ"

    def ready(self) -> None:
        """Have the search index follow every publication."""
        from todoke.apps.registry import projections
        from todoke.apps.registry.search.writing import index

        if index not in projections.PROJECTIONS:
            projections.PROJECTIONS.append(index)
