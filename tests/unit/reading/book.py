"""The dictionary of facts that nodes are checked against."""

from pathlib import Path

from todoke.rules.library import rulebook_of

CONTENT = rulebook_of(Path(__file__).resolve().parents[3] / "data").content
