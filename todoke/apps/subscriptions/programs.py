"""Which programs may be told to apps (アプリに伝えてよい制度): those that reach allows to be pushed by themselves.

An exception that two people granted opens a push to the person and not to the program of a third party: it does not
count here.
"""

from __future__ import annotations

import time
from datetime import date
from threading import Lock

from todoke.apps.belief.queries import all_stopped
from todoke.apps.planning.rulings import Rulings, rulings
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.rules.rulebook import Rulebook
from todoke.telling.reach import Because, Decision

_FRESH = 30.0
"""Seconds after which what was stopped or opened by the desk is asked for again."""
_held: dict[str, tuple[float, date, Rulebook, Rulings]] = {}
_lock = Lock()


def rulings_now(*, on: date) -> tuple[Rulebook, Rulings]:
    """Return the rulebook and the rules of notices as they stand, at most half a minute old."""
    book = rulebook()
    with _lock:
        held = _held.get("now")
        if held and held[1] == on and held[2] is book and time.monotonic() - held[0] < _FRESH:
            return book, held[3]
    found = rulings(book.content, on=on, stopped=all_stopped())
    with _lock:
        _held["now"] = (time.monotonic(), on, book, found)
    return book, found


def look_again() -> None:
    """Forget what was held, as after somebody stopped or opened something."""
    with _lock:
        _held.clear()


def tellable(rules: Rulings, area: str) -> tuple[str, ...]:
    """Return the programs an app may be told of in a municipality, in order."""
    return tuple(program_id for program_id in rules.programs if _is_tellable(rules, program_id, area))


def _is_tellable(rules: Rulings, program_id: str, area: str) -> bool:
    reached = rules.reached(program_id, area)
    return reached.decision is Decision.PUSH and reached.because is Because.OPEN and not reached.forbidden
