"""The site's routes: health and the public API as they are, every page in each language.

A page's language is part of its address: ``/`` is Japanese, ``/ja-easy/`` easy Japanese, ``/en/`` English.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from todoke.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
    path("api/v1/", include("todoke.api.urls")),
    # The desk is for staff and speaks Japanese alone.
    path("desk/", include("todoke.apps.accounts.urls")),
    path("desk/", include("todoke.apps.desk.urls")),
    *i18n_patterns(
        path("design/", include("todoke.ui.urls")),
        path("", include("todoke.apps.portal.urls")),
        prefix_default_language=False,
    ),
]
