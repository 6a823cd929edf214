"""Bars lying down (横棒グラフ): a name, its figure, and a bar from zero; with an interval where one is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from todoke.ui.charts.drawing import (
    LABEL,
    PALE,
    QUIET,
    STRONG,
    TINY,
    WARNING,
    WIDTH,
    Sense,
    across,
    boxes,
    draw,
    strokes,
    words,
)
from todoke.ui.charts.wording import cut, shorter, ticks, width

_ROW = 42
_BAR = 14
_FOOT = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: certain up to ``low``, possible up to ``high``; ``open_ended`` where there is no upper bound.

    ``told`` is what stands beside the name, the figure in words.
    """

    name: str
    low: float
    high: float
    told: str
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class TwoSided:
    """One row with a bar to the right (more) and one to the left (fewer)."""

    name: str
    more: float
    fewer: float
    told: str


def bars(rows: Sequence[Bar], sense: Sense, *, whole: float | None = None) -> str:
    """Return bars as SVG: solid is certain, pale with an outline is possible.

    With ``whole`` the axis ends there, as at 100 for shares. The solid part, the outlined part and the tick at its
    end tell the two apart without color.
    """
    most = whole or max((row.high for row in rows), default=0) or 1
    scale = across(0, most, 1, WIDTH - 10)
    height = len(rows) * _ROW + _FOOT
    marks = [(row, place * _ROW + 18) for place, row in enumerate(rows)]
    solid = [{"x": 0, "x2": row.low, "y": top, "y2": top + _BAR} for row, top in marks if row.low > 0]
    possible = [
        {"x": row.low, "x2": row.high, "y": top, "y2": top + _BAR} for row, top in marks if row.high > row.low
    ]
    ends = [
        {"x": row.high, "x2": row.high, "y": top - 2, "y2": top + _BAR + 2}
        for row, top in marks
        if row.high > row.low and not row.open_ended
    ]
    arrows = [{"x": row.high, "y": top + 12, "text": "→"} for row, top in marks if row.open_ended]
    return draw(
        [
            *_grid(ticks(0, most), len(rows), height, scale),
            *_names([(row.name, row.told) for row in rows], height),
            boxes(solid, height, scale, color=STRONG),
            boxes(possible, height, scale, color=PALE, stroke=STRONG, strokeWidth=1),
            strokes(ends, height, scale, color=STRONG, strokeWidth=2),
            words(arrows, height, scale, color=STRONG, align="left"),
        ],
        height,
        sense,
    )


def two_sided(rows: Sequence[TwoSided], sense: Sense, *, more: str, fewer: str) -> str:
    """Return bars to both sides of zero as SVG, ``more`` and ``fewer`` naming the sides."""
    right = max((row.more for row in rows), default=0)
    left = max((row.fewer for row in rows), default=0)
    most = right + left or 1
    # A side without a bar still gets a sliver, so that zero is seen to be zero.
    low, high = -max(left, most * 0.04), max(right, most * 0.04)
    scale = across(low, high, 4, WIDTH - 4)
    side, other_side = f"◀ {fewer}(線だけの棒)", f"{more}(塗った棒) ▶"
    in_one_line = (width(side) + width(other_side) + 1) * TINY < WIDTH
    head = 20 if in_one_line else 36
    height = head + len(rows) * _ROW + _FOOT
    marks = [(row, head + place * _ROW + 18) for place, row in enumerate(rows)]
    gained = [{"x": 0, "x2": row.more, "y": top, "y2": top + _BAR} for row, top in marks if row.more > 0]
    lost = [{"x": -row.fewer, "x2": 0, "y": top, "y2": top + _BAR} for row, top in marks if row.fewer > 0]
    sides = [{"x": 0, "y": 12, "text": side}]
    other = [{"x": WIDTH, "y": 12 if in_one_line else 28, "text": other_side}]
    values = [value for value in ticks(low, high) if low <= value <= high]
    return draw(
        [
            words(sides, height, fontSize=TINY, color=QUIET),
            words(other, height, fontSize=TINY, color=QUIET, align="right"),
            *_grid(values, len(rows), height, scale, top=head),
            *_names([(row.name, row.told) for row in rows], height, top=head),
            boxes(gained, height, scale, color=STRONG),
            boxes(lost, height, scale, color="#ffffff", stroke=WARNING, strokeWidth=2),
        ],
        height,
        sense,
    )


def _names(rows: Sequence[tuple[str, str]], height: float, top: float = 0) -> list[alt.Chart]:
    names = []
    for place, (name, told) in enumerate(rows):
        room = (WIDTH - width(told) * LABEL - 10) / LABEL
        names.append({"x": 0, "y": top + place * _ROW + 13, "text": cut(name, room)})
    figures = [
        {"x": WIDTH, "y": top + place * _ROW + 13, "text": told} for place, (_, told) in enumerate(rows)
    ]
    return [words(names, height), words(figures, height, align="right", fontWeight="bold")]


def _grid(
    values: Sequence[float], rows: int, height: float, scale: alt.Scale, top: float = 0
) -> list[alt.Chart]:
    """Return the lines of round values, drawn beside the bars only: none crosses a name or a figure."""
    base = height - _FOOT + 2
    reach = [(top + place * _ROW + 16, top + place * _ROW + 20 + _BAR) for place in range(rows)]
    lines = [{"x": value, "x2": value, "y": a, "y2": b} for value in values if value for a, b in reach]
    zero = [{"x": 0, "x2": 0, "y": a, "y2": b} for a, b in reach]
    layers = [
        strokes(lines, height, scale, color="#cccccc"),
        strokes(zero, height, scale, color="#000000", strokeWidth=1.5),
    ]
    low, high = scale.domain
    labels: dict[str, list[dict[str, float | str]]] = {}
    for value in values:
        text = shorter(value)
        left, right = scale.range
        place = left + (right - left) * (value - low) / (high - low)
        half = width(text) * TINY / 2
        align = "left" if place < half else "right" if place + half > WIDTH else "center"
        labels.setdefault(align, []).append({"x": value, "y": base + 13, "text": text})
    layers += [
        words(told, height, scale, fontSize=TINY, color=QUIET, align=align) for align, told in labels.items()
    ]
    return layers
