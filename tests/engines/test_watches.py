"""Limits are found by bisection: measures rise or fall with the day of their fact, and each limit parts as tables do."""

from datetime import date

import numpy as np
import pytest

from todoke.engines.waking.watches import Crossings, Measure, Watch
from todoke.rules.household import BIRTH_DATE
from todoke.rules.values import EARLIEST, LATEST

KINDS = (
    *(
        ("age", unit, counted)
        for unit in ("years", "months", "weeks", "days")
        for counted in ("birthday", "eve")
    ),
    ("school",),
    *((way, unit) for way in ("since", "until") for unit in ("years", "months", "days")),
)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_measures_rise_or_fall_with_the_day_of_the_fact(kind):
    """On this their limits are found by bisection."""
    for moves in ((), (("shift", 75, 0, 0),), (("shift", 0, 0, 2), ("year_end", 1))):
        for on in (date(2026, 11, 22), date(2024, 2, 29), date(2027, 3, 31), date(2026, 4, 30)):
            measure = Measure(BIRTH_DATE, moves, kind)
            days = np.arange(EARLIEST.toordinal(), LATEST.toordinal() + 1, dtype=np.int64)
            steps = np.diff(measure.at(days, on.toordinal()))
            assert (steps >= 0 if measure.is_rising else steps <= 0).all()


def test_a_limit_found_by_bisection_parts_whom_the_table_parts():
    on, since = date(2026, 4, 1), date(2026, 1, 31)
    crossings = Crossings(on, lambda node, day: day)
    days = np.arange(EARLIEST.toordinal(), LATEST.toordinal() + 1, dtype=np.int64)
    for kind in KINDS:
        measure = Measure(BIRTH_DATE, (), kind)
        before, after = (measure.at(days, day.toordinal()) for day in (since, on))
        for limit in (-1, 0, 1.5, 3, 18, 75, 10_000):
            [(_, places)] = crossings.of([Watch(measure, "upto", limit)], since)
            found = np.zeros(len(days), np.bool_)
            found[places] = True
            assert np.array_equal(found, (before <= limit) != (after <= limit))
