"""Every address of the site, with its places filled, and the names of the fields its forms have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern

FILLING = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": str(UUID(int=1))}
_PLACE = re.compile(r"<(?:(\w+):)?\w+>")
_FIELD = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*\bname=["']([^"']+)["']""")
GUESSED = (
    *("name", "kana", "address", "mail", "email", "phone", "birth_date", "value", "words", "why", "reason"),
    *("q", "code", "url", "text", "note", "title", "next", "item", "password", "username", "answer"),
)
"""Fields tried on every address beside those its form names."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address and where it stands."""

    name: str
    address: str


def routes() -> list[Route]:
    """Return every route with a fixed shape; those that are patterns of text lead nowhere and are left out."""
    found = {route.address: route for route in _walk(get_resolver().url_patterns, "/", "")}
    return list(found.values())


def _walk(patterns: list[URLPattern | URLResolver], before: str, space: str) -> Iterator[Route]:
    for each in patterns:
        if isinstance(each.pattern, RegexPattern):
            continue
        part = "" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern)
        address = before + _PLACE.sub(lambda place: FILLING.get(place[1] or "str", "x"), part)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _walk(each.url_patterns, address, inner)
        else:
            yield Route(f"{space}{each.name}", address)


def fields_of(page: bytes) -> set[str]:
    """Return the names of the fields on a page."""
    return set(_FIELD.findall(page.decode("utf-8", "replace")))
