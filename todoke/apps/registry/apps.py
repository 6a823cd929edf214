"""The registry app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registers the registry with Django."""

    name = "todoke.apps.registry"
    verbose_name = "制度・手続レジストリ"

    def ready(self) -> None:
        """Have the search index and the links follow every publication."""
        from todoke.apps.registry import projections
        from todoke.apps.registry.search.writing import index
        from todoke.apps.registry.watching.uses import follow

        for projection in (index, follow):
            if projection not in projections.PROJECTIONS:
                projections.PROJECTIONS.append(projection)
