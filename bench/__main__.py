"""Run every measurement that needs no server: ``python -m bench``; one family: ``python -m bench reading``."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from bench import check, feed, finder, links, loading, notices, reading, searching
from todoke.rules.library import rulebook_of

DATA = Path(__file__).resolve().parents[1] / "data"
EXAMPLE = DATA / "examples" / "two-children.json"
ON = date(2026, 11, 22)


def main() -> int:
    """Measure and print."""
    if sys.argv[1:2] == ["reading"]:
        reading.measure(*map(int, sys.argv[2:3]))
        return 0
    if sys.argv[1:2] == ["feed"]:
        return feed.main(sys.argv[2:])
    if sys.argv[1:2] == ["links"]:
        return links.main(sys.argv[2:])
    if sys.argv[1:2] == ["loading"]:
        return loading.main(sys.argv[2:])
    if sys.argv[1:2] == ["notices"]:
        return notices.main(sys.argv[2:])
    if sys.argv[1:2] == ["searching"]:
        return searching.main(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
    book = rulebook_of(DATA)
    check.measure(book, ON)
    check.measure_api(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    reading.measure()
    finder.measure(book, ON, int(sys.argv[1]) if len(sys.argv) > 1 else finder.FAMILIES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
