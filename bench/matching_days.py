"""Whom a day that passes wakes, and how many households of a night are answered anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from todoke.engines.waking.waking import Waking
from todoke.nights.aligned.standing import stood
from todoke.nights.run.scope import in_scope
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook

_DAYS: Final = ((11, 22), (10, 1), (1, 1), (4, 1), (6, 1))
"""A plain day, the first of a month, and the days on which a year of some kind begins (month, day)."""


def of_a_year(residents: Snapshot, book: Rulebook, year: int) -> dict[str, Any]:
    """Return for some days of a year which shares of households are awake and of programs changed, day for day.

    Nothing is said of anybody: the residents are those of one day.
    """
    return {str(date(year, *day)): _of_a_day(residents, book, date(year, *day)) for day in _DAYS}


def _of_a_day(residents: Snapshot, book: Rulebook, on: date) -> dict[str, float]:
    since = on - timedelta(days=1)
    waking, then = Waking(book.content, on), Waking(book.content, since)
    awake = asked = changed = 0
    for code in residents.municipalities:
        scope = in_scope(book.content, code, on, tuple(book.content.programs))
        same = _same(waking, then, code, scope)
        asked, changed = asked + len(scope), changed + len(scope) - len(same)
        for block in residents.blocks(code):
            awake += int(np.count_nonzero(waking.awake(block, since, same)))
    return {"awake": awake / residents.households, "programs": changed / asked}


def anew(before: Snapshot, now: Snapshot, book: Rulebook, since: date, on: date) -> float:
    """Return the share of households that a night answers anew, after one for which the residents were ``before``."""
    waking, then = Waking(book.content, on), Waking(book.content, since)
    found = 0
    for code in now.municipalities:
        blocks = now.blocks(code)
        known = before.blocks(code) if code in before.municipalities else ()
        same = _same(waking, then, code, in_scope(book.content, code, on, tuple(book.content.programs)))
        for place, block in enumerate(blocks):
            one = stood(known[place], block, waking.awake(block, since, same)) if place < len(known) else None
            found += block.households if one is None else len(one.anew)
    return found / now.households


def _same(waking: Waking, then: Waking, municipality: str, scope: tuple[str, ...]) -> list[str]:
    """Return the programs whose answers rest on the same as on the day before."""
    keys = {name: waking.key(name, municipality) for name in scope}
    return [name for name, key in keys.items() if key is not None and key == then.key(name, municipality)]
