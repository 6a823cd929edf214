"""The routes of the public API v1; whatever leads nowhere is a problem too."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from todoke.api.problems import ProblemError
from todoke.api.reference import show_openapi, show_reference
from todoke.api.respond import View, guarded
from todoke.api.routes import api


def _refuse(request: HttpRequest) -> HttpResponse:
    raise ProblemError("not-found")


def _guarded(pattern: URLPattern) -> URLPattern:
    view: View = pattern.callback
    return URLPattern(pattern.pattern, guarded(view), pattern.default_args, pattern.name)


app_name = "api-v1"

urlpatterns = [
    path("openapi.json", guarded(show_openapi), name="api-openapi"),
    path("docs", guarded(show_reference), name="api-docs"),
    *(_guarded(each) for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"),
    re_path(r"^", guarded(_refuse), name="api-nowhere"),
]
