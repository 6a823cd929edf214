"""Counts and sums in plain Japanese (数と金額の言い方), and the figures of small groups withheld."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from todoke.analytics.money import Money, Span
from todoke.ui.charts.wording import short

FEWEST = 10
"""Groups of fewer people are not shown by municipality: they could be recognized."""

WITHHELD = f"{FEWEST}人未満"
_PURSES = (("year", "1年に"), ("once", "一度だけ"), ("loan", "貸付"))


def day(on: date) -> str:
    """Return a day as people write it.

    >>> day(date(2026, 11, 22))
    '2026年11月22日(日)'
    """
    return f"{on.year}年{on.month}月{on.day}日({'月火水木金土日'[on.weekday()]})"


def yen(span: Span, *, signed: bool = False, counter: str = "件") -> str:
    """Return a sum as an interval; ``signed`` for a difference. ``counter`` counts rows without an upper bound.

    >>> yen(Span(24_000, 24_000)), yen(Span(12_000, 30_000)), yen(Span(0, 5_000_000))
    ('2.40万円', '1.20万〜3.00万円', '500万円まで')
    >>> yen(Span(0, 9_000, 3), counter="世帯")
    '9,000円まで(ほかに上限の決まらない3世帯)'
    >>> (
    ...     yen(Span(-50_000, -20_000), signed=True),
    ...     yen(Span(0, 0), signed=True),
    ...     yen(Span(-1_000, 3_000), signed=True),
    ... )
    ('−5.00万〜−2.00万円', '増減なし', '−1,000〜+3,000円')
    """
    told = _difference(span) if signed else _sum(span)
    if not span.unbounded:
        return told
    rest = (
        f"差の決まらない{span.unbounded:,}{counter}"
        if signed
        else f"上限の決まらない{span.unbounded:,}{counter}"
    )
    return f"{told}(ほかに{rest})"


def _sum(span: Span) -> str:
    if short(span.low) == short(span.high):
        return f"{short(span.low)}円"
    if span.low == 0:
        return f"{short(span.high)}円まで"
    return f"{short(span.low)}〜{short(span.high)}円"


def _difference(span: Span) -> str:
    if span.low == 0 and span.high == 0:
        return "増減なし"
    low, high = _signed(span.low), _signed(span.high)
    return f"{low}円" if low == high else f"{low}〜{high}円"


def about_yen(span: Span) -> str:
    """Return a sum where there is little room: with rows without an upper bound it is at least its lower one.

    >>> about_yen(Span(0, 9_000, 3)), about_yen(Span(8_000, 9_000))
    ('0円以上', '8,000〜9,000円')
    """
    return f"{short(span.low)}円以上" if span.unbounded else _sum(span)


def _signed(number: float) -> str:
    return f"{'+' if number > 0 else ''}{short(number)}".replace("-", "−")


def purses(*sums: Money) -> list[tuple[str, tuple[Span, ...]]]:
    """Return the purses that hold anything in any of the sums, each with its name and its spans."""
    rows = [(label, tuple(getattr(one, name) for one in sums)) for name, label in _PURSES]
    return [row for row in rows if any(not span.is_nothing for span in row[1])]


def withheld(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the counts with small ones withheld, and never one alone: the total would give it away.

    Nobody at all is told. Counts are of persons, or of households.

    >>> withheld({"a": 3, "b": 40, "c": 500, "d": 0})
    {'a': None, 'b': None, 'c': 500, 'd': 0}
    >>> withheld({"a": 3, "b": 4, "c": 500})
    {'a': None, 'b': None, 'c': 500}
    """
    hidden = {code for code, count in counts.items() if 0 < count < FEWEST}
    if len(hidden) == 1:
        others = [(count, code) for code, count in counts.items() if count and code not in hidden]
        if others:
            hidden.add(min(others)[1])
    return {code: None if code in hidden else count for code, count in counts.items()}


def count(number: int | None, counter: str = "") -> str:
    """Return a count, or that it is withheld.

    >>> count(1234, "人"), count(None)
    ('1,234人', '10人未満')
    """
    return WITHHELD if number is None else f"{number:,}{counter}"
