"""The site's routes: health, the public API, and everything else to the resident's door."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from todoke.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
]
# Until every room is built.
if find_spec("todoke.api") and find_spec("todoke.api.urls"):
    urlpatterns.append(path("api/v1/", include("todoke.api.urls")))
if find_spec("todoke.apps.portal") and find_spec("todoke.apps.portal.urls"):
    urlpatterns.append(path("", include("todoke.apps.portal.urls")))
