"""Values of facts as JSON, and back: what the ledger of statements keeps sealed."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import Any

from todoke.rules.values import ABSENT, Absent, Choices, Interval, Maybe, Value

_PLAIN = (bool, str)


def said(value: Value) -> Any:
    """Return a value as JSON can say it; what still has to be asked (needs) is not part of it.

    >>> said(Fraction(1, 3))
    {'number': '1/3'}
    >>> said(Interval(date(2026, 10, 1), date(2026, 10, 31)))
    {'low': {'day': '2026-10-01'}, 'high': {'day': '2026-10-31'}}
    """
    match value:
        case bool() | str():
            return value
        case float() if math.isinf(value):
            return {"number": "inf" if value > 0 else "-inf"}
        case int() | Fraction() | float():
            return {"number": str(Fraction(value))}
        case date():
            return {"day": value.isoformat()}
        case Interval():
            return {"low": said(value.low), "high": said(value.high)}
        case Choices():
            return {"codes": sorted(value.codes)}
        case Absent():
            return {"absent": True}
        case Maybe():
            return {"maybe": True}
    raise TypeError("not a value of a fact")


def meant(form: Any) -> Value:
    """Return the value that was said; raises ValueError for anything else."""
    if isinstance(form, _PLAIN):
        return form
    match form:
        case {"number": "inf" | "-inf" as sign}:
            return float(sign)
        case {"number": str(text)}:
            number = Fraction(text)
            return number.numerator if number.denominator == 1 else number
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"low": low, "high": high}:
            return Interval(meant(low), meant(high))  # type: ignore[arg-type]
        case {"codes": [*codes]}:
            return Choices(frozenset(map(str, codes)))
        case {"absent": True}:
            return ABSENT
        case {"maybe": True}:
            return Maybe()
    raise ValueError("not a value the ledger holds")
