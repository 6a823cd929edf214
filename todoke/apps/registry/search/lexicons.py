"""The words search knows, read once per process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from todoke.search.lexicon import Lexicon, read_lexicon


@cache
def lexicon() -> Lexicon:
    """Return what ``data/search`` says."""
    return read_lexicon(settings.DATA_DIR / "search")
