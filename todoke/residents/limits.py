"""What values a fact may have, and how narrowly a column of them is kept."""

from __future__ import annotations

from datetime import date

import numpy as np

from todoke.residents.block import Array
from todoke.residents.households import scale_of
from todoke.rules.facts import Date, FactType, Money, Number
from todoke.rules.household import BIRTH_DATE
from todoke.rules.told import OLDEST_AGE
from todoke.rules.values import EARLIEST, LATEST

FEW_ENTRIES = 250
"""So many entries of a code column are kept in a byte."""

_MOST_INT32 = 2**31 - 1


def limits(name: str, kind: FactType, on: date) -> tuple[float, float]:
    """Return the lowest and highest value of a number, an amount or a day, as they are kept.

    >>> from todoke.rules.facts import Number
    >>> limits("person.hours", Number(unit="hours", maximum=168), date(2026, 1, 1))
    (0.0, 168000.0)
    """
    if isinstance(kind, Date):
        latest = on if kind.latest == "today" else kind.latest or LATEST
        earliest = kind.earliest or EARLIEST
        if name == BIRTH_DATE:
            latest, earliest = on, date(on.year - OLDEST_AGE, 1, 1)
        return earliest.toordinal(), latest.toordinal()
    assert isinstance(kind, Number | Money)
    scale = scale_of(kind)
    highest = np.inf if kind.maximum is None else float(kind.maximum * scale)
    return float(kind.minimum * scale), highest


def narrowed(values: Array) -> Array:
    """Return whole numbers in four bytes where they fit, in floating point where they do not."""
    if values.dtype == np.int32:
        return values
    if not values.size or (values.min() >= -_MOST_INT32 and values.max() <= _MOST_INT32):
        return values.astype(np.int32)
    return values.astype(np.float64)
