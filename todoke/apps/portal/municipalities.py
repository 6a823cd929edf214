"""Finding the municipality a person means, and showing all of them by kind."""

from functools import cache

from django.conf import settings

from todoke.apps.portal.speech import rule_language
from todoke.base import municipalities
from todoke.base.kana import search_key
from todoke.base.municipalities import Kind, Municipalities, Municipality
from todoke.ui.words import Words

# The districts of 大島, 三宅, 八丈 and 小笠原 have the codes 1336 and up; 西多摩郡 has 1330.
_FIRST_ISLAND = "1336"
_SUFFIXES = {
    Kind.SPECIAL_WARD: ("区", "く", "ku"),
    Kind.CITY: ("市", "し", "shi"),
    Kind.TOWN: ("町", "まち", "machi"),
    Kind.VILLAGE: ("村", "むら", "mura"),
}


@cache
def reference() -> Municipalities:
    """Return all municipalities, in the order of their codes."""
    return municipalities.load(settings.DATA_DIR / "municipalities.csv")


def name_of(one: Municipality) -> Words:
    """Return the name of a municipality in the language of the page."""
    language = rule_language()
    if language == "en":
        return Words(one.romaji)
    return Words(f"{{{one.name}|{one.kana}}}" if language == "easy" else one.name)


def is_island(one: Municipality) -> bool:
    """Tell whether a municipality is on the islands (島しょ)."""
    return one.code[:4] >= _FIRST_ISLAND


def meant_by(text: str, *, limit: int = 6) -> tuple[Municipality, ...]:
    """Return the municipality named by ``text``, alone; else those it may mean, the closest first.

    Kanji, kana and romaji, with or without the suffix, and addresses that begin with the name are understood.
    """
    key = search_key(text).removeprefix("東京都").removeprefix("とうきょうと")
    if not key:
        return ()
    exact = [one for one in reference() if key in _keys(one)]
    begun = [one for one in reference() if key.startswith(search_key(one.name))]
    if len(exact) == 1 or (not exact and len(begun) == 1):
        return tuple(exact or begun)
    return tuple(exact) or reference().suggest(text, limit=limit)


def _keys(one: Municipality) -> set[str]:
    keys = {search_key(text) for text in (one.name, one.kana, one.romaji)}
    endings = tuple(search_key(ending) for ending in _SUFFIXES[one.kind])
    return keys | {key.removesuffix(ending) for key in keys for ending in endings if key != ending}
