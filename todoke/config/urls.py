"""The site's routes: health and the public API as they are, every page in each language.

A page's language is part of its address: ``/`` is Japanese, ``/ja-easy/`` easy Japanese, ``/en/`` English.
"""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from todoke.config import health


def _exists(module: str) -> bool:
    # Until every room is built.
    return find_spec(module.rpartition(".")[0]) is not None and find_spec(module) is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
    *([path("api/v1/", include("todoke.api.urls"))] if _exists("todoke.api.urls") else []),
    *i18n_patterns(
        path("design/", include("todoke.ui.urls")),
        *([path("", include("todoke.apps.portal.urls"))] if _exists("todoke.apps.portal.urls") else []),
        prefix_default_language=False,
    ),
]
