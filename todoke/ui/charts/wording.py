"""Figures as they stand on a chart: short, with 万, 億 and 兆; and texts cut to the width there is."""

from __future__ import annotations

import math
import re
import unicodedata

_UNITS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))
_NARROW = 0.56
"""Half-width letters take a little more than half the width of a full one."""


def short(value: float) -> str:
    """Return a number in three figures with 万, 億 or 兆.

    >>> short(0), short(9_876), short(123_456), short(-1_234_567), short(2_500_000_000_000)
    ('0', '9,876', '12.3万', '-123万', '2.50兆')
    """
    sign, size = ("-" if value < 0 else "", abs(value))
    for step, name in _UNITS:
        if size >= step * 0.99995:
            figure = size / step
            decimals = 2 if figure < 9.995 else 1 if figure < 99.95 else 0
            return f"{sign}{figure:,.{decimals}f}{name}"
    return f"{sign}{size:,.0f}" if size == int(size) or size >= 10 else f"{sign}{size:,.1f}"


def shorter(value: float) -> str:
    """Return a round number without the zeros behind its point, as at an axis.

    >>> shorter(20_000), shorter(1_500_000_000)
    ('2万', '15億')
    """
    return re.sub(r"\.(\d*?)0+(?=\D|$)", lambda found: f".{found[1]}" if found[1] else "", short(value))


def span(low: float, high: float | None, unit: str = "") -> str:
    """Return an interval in words, short.

    >>> span(10_000, 25_000, "円"), span(5, 5, "人"), span(5, None, "人")
    ('1.00万〜2.50万円', '5人', '5人以上')
    """
    if high is None:
        return f"{short(low)}{unit}以上"
    if short(low) == short(high):
        return f"{short(low)}{unit}"
    return f"{short(low)}〜{short(high)}{unit}"


def width(text: str) -> float:
    """Return about how wide a text is, in times its size.

    >>> width("千代田区"), round(width("12,345"), 2)
    (4.0, 3.36)
    """
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else _NARROW for letter in text)


def cut(text: str, most: float) -> str:
    """Return a text that is at most so many times its size wide, an ellipsis at its end where it was longer.

    >>> cut("児童扶養手当", 4), cut("児童手当", 4)
    ('児童扶…', '児童手当')
    """
    if width(text) <= most:
        return text
    while text and width(text) + 1 > most:
        text = text[:-1]
    return f"{text}…"


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Return round values from ``low`` to ``high``, zero among them where it lies between.

    >>> ticks(0, 870), ticks(-20, 45)
    ([0.0, 200.0, 400.0, 600.0, 800.0], [-20.0, 0.0, 20.0, 40.0])
    """
    if high <= low:
        return [low]
    rough = (high - low) / about
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    step = power * min((1, 2, 5, 10), key=lambda times: abs(math.log(times * power / rough)))
    first = -(-low // step) * step
    found = []
    value = first
    while value <= high * (1 + 1e-9) + 1e-12:
        found.append(round(value, 10) + 0.0)
        value += step
    return found
