"""How long a plan can be approved (予定の新しさ): in office days, for over holidays nobody could."""

from __future__ import annotations

from datetime import date
from typing import Final

from todoke.base.calendar import next_office_day

FRESH_DAYS: Final = 3
"""Office days. What a plan tells is asked again when it is sent, so an older one tells too little, never too much."""


def is_stale(planned: date, today: date) -> bool:
    """Return whether more office days went by since a plan was made than it stays fresh for.

    >>> is_stale(date(2026, 5, 1), date(2026, 5, 11)), is_stale(date(2026, 5, 1), date(2026, 5, 12))
    (False, True)
    """
    day = planned
    for _ in range(FRESH_DAYS):
        day = next_office_day(day)
    return today > day
