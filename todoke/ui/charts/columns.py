"""Columns standing up (縦棒グラフ), as for ages or classes of an amount, and lines over days (折れ線グラフ)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import altair as alt

from todoke.ui.charts.drawing import (
    LINE,
    QUIET,
    SMALL,
    STRONG,
    TINY,
    WIDTH,
    Sense,
    across,
    draw,
    strokes,
    words,
)
from todoke.ui.charts.drawing import boxes as rectangles
from todoke.ui.charts.wording import short, shorter, ticks

_HEIGHT = 190
_TOP, _BASE = 18, 150
_LEFT = 46


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``low`` and ``high`` bound it where it is an estimate."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line over days; ``dashed`` tells a second one apart without color."""

    name: str
    points: tuple[tuple[date, float], ...]
    dashed: bool = False


def columns(rows: Sequence[Column], sense: Sense, *, whole: float | None = None) -> str:
    """Return columns from zero as SVG, the figure above each and its interval as a whisker.

    With ``whole`` the axis ends there, as at 100 for shares.
    """
    most = whole or max((row.high if row.high is not None else row.value for row in rows), default=0) or 1
    step = (WIDTH - _LEFT) / max(len(rows), 1)
    body = [
        {"x": _LEFT + place * step + step * 0.14, "x2": _LEFT + (place + 1) * step - step * 0.14}
        | {"y": _down(row.value, most), "y2": _BASE}
        for place, row in enumerate(rows)
        if row.value > 0
    ]
    centers = [_LEFT + (place + 0.5) * step for place in range(len(rows))]
    whiskers = []
    for row, x in zip(rows, centers, strict=True):
        if row.low is not None and row.high is not None and row.high > row.low:
            low, high = _down(row.low, most), _down(row.high, most)
            whiskers.append({"x": x, "x2": x, "y": high, "y2": low})
            whiskers += [{"x": x - 4, "x2": x + 4, "y": y, "y2": y} for y in (low, high)]
    figures = [
        {
            "x": x,
            "y": _down(row.high if row.high is not None else row.value, most) - 4,
            "text": short(row.value),
        }
        for row, x in zip(rows, centers, strict=True)
    ]
    slanted = max((len(row.name) for row in rows), default=0) * TINY * 0.8 > step
    names = [{"x": x, "y": _BASE + 15, "text": row.name} for row, x in zip(rows, centers, strict=True)]
    label = {"angle": 315, "align": "right"} if slanted else {"align": "center"}
    height = _HEIGHT + (24 if slanted else -16)
    return draw(
        [
            *_levels(most, height),
            rectangles(body, height, color=STRONG),
            strokes(whiskers, height, color="#000000", strokeWidth=1.5),
            words(figures, height, fontSize=10 if step < 34 else TINY, align="center", fontWeight="bold"),
            words(names, height, fontSize=TINY, **label),
        ],
        height,
        sense,
    )


def lines(rows: Sequence[Line], sense: Sense) -> str:
    """Return lines over days as SVG, from zero; each line bears its name at its end."""
    days = sorted({day for row in rows for day, _ in row.points})
    most = max((value for row in rows for _, value in row.points), default=0) or 1
    first, last = (days[0].toordinal(), days[-1].toordinal()) if days else (0, 1)
    right = WIDTH - 64

    def across_days(day: date) -> float:
        return _LEFT + 6 + (right - _LEFT - 6) * ((day.toordinal() - first) / max(last - first, 1))

    height = _HEIGHT - 16
    layers = _levels(most, height, right)
    for row in rows:
        places = [{"x": across_days(day), "y": _down(value, most)} for day, value in row.points]
        joined = [{"x": a["x"], "y": a["y"], "x2": b["x"], "y2": b["y"]} for a, b in pairwise(places)]
        dash = [5, 4] if row.dashed else []
        layers.append(strokes(joined, height, color=STRONG, strokeWidth=2, strokeDash=dash))
        dots = [
            {"x": p["x"] - 2.5, "x2": p["x"] + 2.5, "y": p["y"] - 2.5, "y2": p["y"] + 2.5} for p in places
        ]
        layers.append(rectangles(dots, height, color="#ffffff" if row.dashed else STRONG, stroke=STRONG))
        if places:
            end = [{"x": places[-1]["x"] + 7, "y": places[-1]["y"] + 4, "text": row.name}]
            layers.append(words(end, height, fontSize=SMALL))
    edges = [days[0], days[-1]] if len(days) > 1 else days
    for place, day in enumerate(edges):
        label = [{"x": across_days(day), "y": _BASE + 15, "text": f"{day.year}年{day.month}月{day.day}日"}]
        align = "left" if place == 0 else "right"
        layers.append(words(label, height, fontSize=TINY, color=QUIET, align=align))
    return draw(layers, height, sense)


def _down(value: float, most: float) -> float:
    return _BASE - (_BASE - _TOP) * min(value, most) / most


def _levels(most: float, height: float, right: float = WIDTH) -> list[alt.Chart]:
    values = ticks(0, most)
    lines_ = [{"x": _LEFT, "x2": right, "y": _down(v, most), "y2": _down(v, most)} for v in values if v]
    labels = [{"x": _LEFT - 5, "y": _down(v, most) + 4, "text": shorter(v)} for v in values]
    base = [{"x": _LEFT, "x2": right, "y": _BASE, "y2": _BASE}]
    return [
        strokes(lines_, height, across(0, WIDTH), color="#e0e0e0"),
        strokes(base, height, across(0, WIDTH), color=LINE, strokeWidth=1.5),
        words(labels, height, fontSize=TINY, color=QUIET, align="right"),
    ]
