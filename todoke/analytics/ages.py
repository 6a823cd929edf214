"""Age bands (年齢階級): how old those are whom a row of answers is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np

from todoke.residents.block import Array, Block
from todoke.rules.household import BIRTH_DATE

_BEGINS = (0, 3, 6, 15, 18, 30, 40, 50, 65, 75)
UNKNOWN = len(_BEGINS)
"""The band of those whose date of birth nobody said, or only so roughly that it falls into several bands."""

NAMES: Sequence[str] = (
    "0〜2歳",
    "3〜5歳",
    "6〜14歳",
    "15〜17歳",
    "18〜29歳",
    "30〜39歳",
    "40〜49歳",
    "50〜64歳",
    "65〜74歳",
    "75歳以上",
    "年齢不明",
)


def bands(block: Block, unit: Literal["person", "household"], on: date) -> Array:
    """Return the age band of every row: of the person, or of the household's applicant.

    Ages count from the birthday on, as people count them.
    """
    column = block.columns.get(BIRTH_DATE)
    rows = block.persons
    if column is None:
        found = np.full(rows, UNKNOWN, np.int64)
    else:
        low, high = (np.broadcast_to(one, (rows,)) for one in (column.low, column.high))
        of_low = _band(low, on)
        of_high = of_low if column.is_exact else _band(high, on)
        said = np.broadcast_to(np.asarray(column.said, np.bool_), (rows,))
        found = np.where(said & (of_low == of_high), of_low, UNKNOWN)
    return found if unit == "person" else found[block.applicant]


def _band(born: Array, on: date) -> Array:
    """Return the band of dates of birth given as ordinals; somebody born after ``on`` counts as a newborn."""
    # The youngest born late enough comes first when the days are sorted upwards.
    latest = np.array([_years_before(on, years) for years in reversed(_BEGINS[1:])])
    found: Array = len(_BEGINS) - 1 - np.searchsorted(latest, born, side="left")
    return found


def _years_before(on: date, years: int) -> int:
    try:
        return on.replace(year=on.year - years).toordinal()
    except ValueError:  # 29 February
        return date(on.year - years, 2, 28).toordinal()
