"""The three languages of every page, and the way from a page to itself in another language.

The language is part of the address (``/``, ``/ja-easy/``, ``/en/``): no cookie, and a link can be handed on.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code, its own name, the BCP 47 tag for ``lang``, and the one that tells alternates apart."""

    code: str
    label: str
    tag: str
    alternate: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A link to the same page in one language."""

    language: Language
    url: str
    absolute: str
    is_current: bool


JAPANESE = Language("ja", "日本語", "ja", "ja")
EASY_JAPANESE = Language("ja-easy", "やさしい日本語", "ja", "ja-x-easy")
ENGLISH = Language("en", "English", "en", "en")
LANGUAGES = (JAPANESE, EASY_JAPANESE, ENGLISH)


def current_language() -> Language:
    """Return the language this page is written in; Japanese when none was chosen."""
    code = get_language()
    return next((language for language in LANGUAGES if language.code == code), JAPANESE)


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """Return a link to the page of ``request`` in each language; a missing page leads to the start."""
    here = request.get_full_path()
    current = current_language()
    found = [(one, _address(here, one, current)) for one in LANGUAGES]
    return [LanguageLink(one, url, _absolute(request, url), one == current) for one, url in found]


def _absolute(request: HttpRequest, url: str) -> str:
    try:
        return request.build_absolute_uri(url)
    except DisallowedHost:
        # The page that refuses a foreign host must not name it, nor fail over it.
        return url


def _address(here: str, language: Language, current: Language) -> str:
    there = translate_url(here, language.code)
    if language != current and there == here:
        return "/" if language.code == settings.LANGUAGE_CODE else f"/{language.code}/"
    return there
