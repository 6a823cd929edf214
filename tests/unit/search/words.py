"""The words of ``data/search``, read once for the tests."""

from pathlib import Path

from todoke.search.lexicon import read_lexicon

FOLDER = Path(__file__).resolve().parents[3] / "data" / "search"
LEXICON = read_lexicon(FOLDER)
