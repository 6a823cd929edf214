"""Every response protects the person who asked."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from todoke.config.middleware import protect_responses


@pytest.mark.parametrize("address", ["/healthz", "/no-such-page"])
def test_only_this_origin_may_supply_anything(address: str) -> None:
    policy = Client().get(address)["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert directives["worker-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy


def test_other_protections_are_sent() -> None:
    response = Client().get("/healthz")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


class RememberedAnswers:
    """Stands for a session that a view has read."""

    accessed = True


def test_a_page_that_read_answers_is_kept_by_no_cache() -> None:
    def show(request: HttpRequest) -> HttpResponse:
        request.session = RememberedAnswers()  # type: ignore[assignment]
        return HttpResponse("ok")

    response = protect_responses(show)(RequestFactory().get("/"))
    assert response["Cache-Control"] == "private, no-store"


def test_a_page_that_read_none_may_be_cached() -> None:
    response = protect_responses(lambda request: HttpResponse("ok"))(RequestFactory().get("/"))
    assert "Cache-Control" not in response
