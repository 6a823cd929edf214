"""The days a year is cut at: the population lives from one to the next (区切りの日)."""

from __future__ import annotations

from datetime import date, timedelta

_SHARP = ((4, 1), (6, 1))
"""Days on which everybody changes at once: the school year, the tax year. The day before is a cut too."""


def cuts(since: date, days: int) -> tuple[date, ...]:
    """Return the first day, the last, the first of every month between, and the days on which everybody changes.

    >>> [str(day) for day in cuts(date(2026, 3, 20), 20)]
    ['2026-03-20', '2026-03-31', '2026-04-01', '2026-04-09']
    """
    last = since + timedelta(days)
    found = {since, last}
    for ahead in range(1, days):
        day = since + timedelta(ahead)
        morrow = day + timedelta(1)
        if day.day == 1 or (morrow.month, morrow.day) in _SHARP:
            found.add(day)
    return tuple(sorted(found))


def chance(seed: int, *of: int) -> float:
    """Return a number from 0 to below 1 that is the same for the same seed and names.

    >>> chance(1, 2, 3) == chance(1, 2, 3) != chance(1, 2, 4)
    True
    """
    bits = seed & _ALL
    for one in of:
        bits = _mixed(bits ^ (one & _ALL))
    return _mixed(bits) / 2.0**64


_ALL = (1 << 64) - 1


def _mixed(bits: int) -> int:
    """Mix as splitmix64 does."""
    bits = (bits + 0x9E3779B97F4A7C15) & _ALL
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _ALL
    return bits ^ (bits >> 31)
