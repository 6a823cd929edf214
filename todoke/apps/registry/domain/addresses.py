"""The addresses a content names, each with its field and its words (登録の中のURL)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Named:
    """An address in a content."""

    field: str
    url: str
    title: str = ""
    watched: bool = False


def addresses(raw: dict[str, Any]) -> list[Named]:
    """Return every address of a plain content; the official page is watched for changes.

    What formats left in ``extra`` is not looked at: nobody can repair it here.

    >>> addresses({"links": [{"url": "https://a.example/", "title": "案内", "role": "official"}]})
    [Named(field='links.0.url', url='https://a.example/', title='案内', watched=True)]
    """
    return list(_walk(raw, ""))


def _walk(value: Any, at: str) -> Iterator[Named]:
    if isinstance(value, dict):
        url = value.get("url")
        if isinstance(url, str) and url.strip():
            watched = at.startswith("links.") and value.get("role") == "official"
            yield Named(f"{at}.url" if at else "url", url.strip(), _title(value), watched)
        for step, inner in value.items():
            if step != "extra":
                yield from _walk(inner, f"{at}.{step}" if at else str(step))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _walk(inner, f"{at}.{place}")


def _title(part: dict[str, Any]) -> str:
    """Return the words that stand with the address."""
    for name in ("title", "name", "law"):
        words = part.get(name)
        if isinstance(words, dict):
            words = words.get("ja")
        if isinstance(words, str) and words:
            return words[:300]
    return ""
