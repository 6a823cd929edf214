"""The rulebook that this installation answers with: the rule files of the database, or those of ``data/``.

In a running instance the database is the truth (setting ``RULES_FROM = "database"``). The files it holds are
written to a folder named after their content, checked and loaded once per process and content; a change published
at the desk is noticed within ``_LOOK_AGAIN`` seconds by every process.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from todoke.apps.registry.queries.sheets import fingerprint_of_texts, sheet_texts, sheets_mark
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook

RULE_FOLDERS = ("facts", "parameters", "tables", "questions", "overlays", "programs")
_LOOK_AGAIN = 5.0
_held: dict[str, tuple[float, int, Path]] = {}


def rulebook() -> Rulebook:
    """Return the rulebook in force."""
    return rulebook_of(rules_folder())


def rules_folder() -> Path:
    """Return the folder the rulebook is loaded from."""
    if settings.RULES_FROM == "files":
        return Path(settings.DATA_DIR)
    now = time.monotonic()
    held = _held.get("now")
    if held and now - held[0] < _LOOK_AGAIN:
        return held[2]
    mark = sheets_mark()
    if held and held[1] == mark:
        folder = held[2]
    elif mark == 0:
        folder = Path(settings.DATA_DIR)  # an installation that has not been seeded yet
    else:
        folder = _written(mark)
    _held["now"] = (now, mark, folder)
    return folder


def look_again() -> None:
    """Forget which rules were in force, as after publishing."""
    _held.clear()


@lru_cache(maxsize=4)
def _written(mark: int) -> Path:
    return write_rules(sheet_texts(), under=settings.VAR_DIR / "rules")


def write_rules(texts: dict[str, str], *, under: Path) -> Path:
    """Write rule files to a folder named after their content and return it; complete or not there at all."""
    folder = under / fingerprint_of_texts(texts)[:16] / "data"
    if folder.exists():
        return folder
    under.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=under, prefix="making-"))
    try:
        for path, text in texts.items():
            place = making / "data" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        shutil.copyfile(settings.DATA_DIR / "municipalities.csv", making / "data" / "municipalities.csv")
        for name in RULE_FOLDERS:
            (making / "data" / name).mkdir(exist_ok=True)
        making.chmod(0o755)
        making.replace(folder.parent)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        if not folder.exists():  # otherwise another process was first, with the same content
            raise
    return folder
