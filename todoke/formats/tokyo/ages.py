"""Ages of the Tokyo registry: eight leaves (未満・以下・以上・超, each in years or months) and one band of months.

「3歳以下」 runs to the day before the fourth birthday, so it ends before month 48; 「3歳超」 begins there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from todoke.formats.cleaning import Cleaning

_MONTHS_OLD = re.compile(
    r"(?:(\d{1,2})歳)?(\d{1,2})(?:(?:か月)?[~〜\-・、,](\d{1,2}))?か月(?:児|健診|健康診査|の?乳児)"
)
_SPELLINGS = re.compile("[ヶケヵカ箇]月")


def read_band(target: dict[str, Any], cleaning: Cleaning) -> dict[str, Any] | None:
    """Return the band of ages in months (``from``, ``until``), None where no leaf holds one."""
    lower = _side(target, (("greaterThanOrEqualTo", 0), ("greaterThan", 1)), max, cleaning)
    upper = _side(target, (("lessThan", 0), ("lessThanOrEqualTo", 1)), min, cleaning)
    if lower is None and upper is None:
        return None
    band: dict[str, Any] = {}
    if lower is not None:
        band["from"] = lower
    if upper is not None:
        band["until"] = upper
    if upper == 0:
        cleaning.doubt("target.lessThan", band, "age_zero")
        band["standing"] = "unknown"
    elif lower is not None and upper is not None and lower >= upper:
        cleaning.doubt("target", dict(band), "age_reversed")
        band["standing"] = "unknown"
    return band


def _side(
    target: dict[str, Any],
    groups: tuple[tuple[str, int], ...],
    narrower: Callable[[list[int]], int],
    cleaning: Cleaning,
) -> int | None:
    """Return one end in months; where two leaves give it, the narrower one."""
    found: list[int] = []
    for group, inclusive in groups:
        leaves = target.get(group)
        if leaves is None:
            continue
        path = f"target.{group}"
        if not isinstance(leaves, dict):
            cleaning.doubt(path, leaves, "bad_group")
            continue
        years, months = leaves.get("targetAge"), leaves.get("targetAgeOfMonths")
        if years is None and months is None:
            continue
        years = cleaning.integer(f"{path}.targetAge", years)
        months = cleaning.integer(f"{path}.targetAgeOfMonths", months)
        for name, value in (("targetAge", years), ("targetAgeOfMonths", months)):
            if value is not None and not 0 <= value <= 1800:
                cleaning.doubt(f"{path}.{name}", value, "bad_number")
        if years is not None and 0 <= years <= 150:
            if months is not None and 0 < months < 12:
                found.append(years * 12 + months + inclusive)
                continue
            found.append((years + inclusive) * 12)
        if months is not None and 0 <= months <= 1800:
            found.append(months + inclusive)
    if len(set(found)) > 1:
        cleaning.doubt("target", found, "age_twice")
    return narrower(found) if found else None


def compare_with_name(band: dict[str, Any], name: str, cleaning: Cleaning) -> None:
    """Report a band that contradicts the months of age in the name; nothing is changed but its standing.

    A 3～4か月児健診 aged 36 to 71 months has had its months written as years.
    """
    if "月" not in name or "standing" in band:
        return
    plain = _SPELLINGS.sub("か月", unicodedata.normalize("NFKC", name))
    named = _MONTHS_OLD.search(plain)
    if named is None:
        return
    years, first = int(named[1] or 0), int(named[2])
    last = int(named[3] or first)
    lower, upper = band.get("from"), band.get("until")
    after = lower is not None and lower > years * 12 + last
    before = upper is not None and upper <= years * 12 + first
    if not (after or before):
        return
    mistaken = not years and (lower == first * 12 or (lower is None and upper == last * 12))
    cleaning.doubt("target", dict(band), "months_for_years" if mistaken else "age_against_name")
    band["standing"] = "unknown"


def write_band(lower: int | None, upper: int | None) -> dict[str, dict[str, int | None]]:
    """Return the leaves of a band, in whole years where it ends on one.

    >>> write_band(None, 36)["lessThan"]
    {'targetAge': 3, 'targetAgeOfMonths': None}
    """
    return {
        "lessThan": _leaves(upper),
        "lessThanOrEqualTo": _leaves(None),
        "greaterThanOrEqualTo": _leaves(lower),
        "greaterThan": _leaves(None),
    }


def _leaves(months: int | None) -> dict[str, int | None]:
    if months is None:
        return {"targetAge": None, "targetAgeOfMonths": None}
    if months % 12:
        return {"targetAge": None, "targetAgeOfMonths": months}
    return {"targetAge": months // 12, "targetAgeOfMonths": None}
