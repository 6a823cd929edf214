"""The design system's pages: the gallery and the error pages, in each language."""

import pytest
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from tests.pages.checks import find_faults
from tests.pages.client import PageClient
from tests.pages.markup import parse
from todoke.ui.languages import language_links


@pytest.mark.parametrize("prefix", ["", "/ja-easy", "/en"])
def test_the_gallery_is_sound_in_every_language(pages: PageClient, prefix: str) -> None:
    page = pages.get(f"{prefix}/design/")
    assert page.heading == "部品の見本"


@pytest.mark.parametrize(
    ("prefix", "heading"),
    [("", "ページが見つかりません"), ("/en", "Page not found"), ("/ja-easy", "ページが 見つかりません")],
)
def test_a_missing_page_says_what_to_do(pages: PageClient, prefix: str, heading: str) -> None:
    page = pages.get(f"{prefix}/no-such-page/", status=404)
    assert page.heading == heading
    assert page.links[
        {"": "最初のページへ", "/en": "Go to the first page", "/ja-easy": "最初の ページへ"}[prefix]
    ]


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_error_pages_are_sound(name: str, language: str, rf: RequestFactory) -> None:
    with translation.override(language):
        source = get_template(name).render({}, rf.get("/"))
    tree, errors = parse(source)
    assert [*errors, *find_faults(tree)] == []


def test_the_page_for_our_own_failure_needs_no_context(rf: RequestFactory) -> None:
    response = defaults.server_error(rf.get("/"))
    tree, errors = parse(response.content.decode())
    assert [*errors, *find_faults(tree)] == []
    assert response.status_code == 500


def test_a_form_sent_without_its_token_gets_a_page_that_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/design/")
    assert response.status_code == 403
    assert "もう一度お試しください" in response.content.decode()


def request_for(address: str, rf: RequestFactory) -> HttpRequest:
    return rf.get(address)


def test_every_language_leads_to_the_same_page_with_its_query(rf: RequestFactory) -> None:
    with translation.override("en"):
        links = language_links(request_for("/en/design/?q=%E5%87%BA%E7%94%A3", rf))
    assert [link.url for link in links] == [
        "/design/?q=%E5%87%BA%E7%94%A3",
        "/ja-easy/design/?q=%E5%87%BA%E7%94%A3",
        "/en/design/?q=%E5%87%BA%E7%94%A3",
    ]
    assert [link.is_current for link in links] == [False, False, True]


def test_a_missing_page_leads_to_the_start_in_other_languages(rf: RequestFactory) -> None:
    links = language_links(request_for("/nowhere/", rf))
    assert [link.url for link in links] == ["/nowhere/", "/ja-easy/", "/en/"]
