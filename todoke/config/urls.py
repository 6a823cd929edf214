"""The site's routes: health and the public API as they are, every page in each language.

A page's language is part of its address: ``/`` is Japanese, ``/ja-easy/`` easy Japanese, ``/en/`` English.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from todoke.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
    # What machines fetch, and the way back from the identity provider, are in no language.
    path("", include("todoke.apps.home.machine.urls")),
    path("", include("todoke.apps.home.callback.urls")),
    path("api/v1/", include("todoke.api.urls")),
    # The desk is for staff and speaks Japanese alone.
    path("desk/", include("todoke.apps.accounts.urls")),
    path("desk/", include("todoke.apps.desk.urls")),
    *i18n_patterns(
        path("design/", include("todoke.ui.urls")),
        path("", include("todoke.apps.home.login.urls")),
        path("my/", include("todoke.apps.home.urls")),
        path("notices/", include("todoke.apps.home.public.urls")),
        path("emergency/", include("todoke.apps.home.emergency.urls")),
        path("safety/", include("todoke.apps.home.safety.urls")),
        path("terms/", include("todoke.apps.home.terms.urls")),
        path("", include("todoke.apps.portal.urls")),
        prefix_default_language=False,
    ),
]
