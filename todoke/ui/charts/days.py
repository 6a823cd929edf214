"""A year of days as a sheet of boxes (日ごとの図): a row for each month, a column for each day, darker for more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from todoke.ui.charts.drawing import LINE, QUIET, TEXT, TINY, WIDTH, Sense, boxes, draw, strokes, words

_SHADES = ("#ffffff", "#c5d7fb", "#7096f8", "#264af4", "#000082")
_LEFT = 54
_STEP = (WIDTH - _LEFT) / 31
_ROW = 20
_TOP = 18
_LEGEND = 62


def day_sheet(values: Mapping[date, float], sense: Sense, *, closed: frozenset[date] = frozenset()) -> str:
    """Return the sheet as SVG: white for nothing, four shades for the rest, a stroke through days of ``closed``.

    A month begins a row; what the shades mean stands below.
    """
    if not values:
        return draw([], _TOP, sense)
    first, last = min(values), max(values)
    months = sorted(
        {(day.year, day.month) for day in (first + timedelta(n) for n in range((last - first).days + 1))}
    )
    height = _TOP + len(months) * _ROW + _LEGEND
    bounds = _bounds(max(values.values()))
    squares: dict[int, list[dict[str, float]]] = {shade: [] for shade in range(len(_SHADES))}
    barred: list[dict[str, float]] = []
    for day, value in values.items():
        left = _LEFT + (day.day - 1) * _STEP
        top = _TOP + months.index((day.year, day.month)) * _ROW
        square = {"x": left + 0.5, "x2": left + _STEP - 0.5, "y": top + 1, "y2": top + _ROW - 1}
        squares[sum(value >= bound for bound in bounds)].append(square)
        if day in closed and not value:
            barred.append({"x": left + 2, "x2": left + _STEP - 2, "y": top + _ROW - 3, "y2": top + 3})
    names = [
        {"x": 0, "y": _TOP + place * _ROW + 14, "text": f"{year % 100}年{month}月"}
        for place, (year, month) in enumerate(months)
    ]
    heads = [
        {"x": _LEFT + (day - 0.5) * _STEP, "y": 12, "text": str(day)} for day in (1, 5, 10, 15, 20, 25, 30)
    ]
    layers = [
        boxes(rows, height, color=_SHADES[shade], stroke=LINE, strokeWidth=0.5)
        for shade, rows in squares.items()
        if rows
    ]
    layers += [
        strokes(barred, height, color=LINE, strokeWidth=1),
        words(names, height, fontSize=TINY, color=TEXT),
        words(heads, height, fontSize=TINY, color=QUIET, align="center"),
    ]
    top = height - _LEGEND + 10
    told = ["0", *(_range(bounds, place) for place in range(len(bounds)))]
    step = WIDTH / len(told)
    for shade, text in enumerate(told):
        sample = [{"x": shade * step + 0.5, "x2": shade * step + 12, "y": top, "y2": top + 12}]
        layers.append(boxes(sample, height, color=_SHADES[shade], stroke=LINE, strokeWidth=1))
        layers.append(words([{"x": shade * step + 16, "y": top + 10, "text": text}], height, fontSize=TINY))
    said = ("1日の通数。濃いほど多い", "斜線は、役所が休みで何も送らなかった日")
    note = [{"x": 0, "y": top + 29 + 15 * place, "text": text} for place, text in enumerate(said)]
    layers.append(words(note, height, fontSize=TINY, color=QUIET))
    return draw(layers, height, sense)


def _bounds(most: float) -> list[int]:
    """Return where each of the four shades begins; fewer where the most is small.

    >>> _bounds(12), _bounds(2)
    ([1, 4, 7, 10], [1, 2])
    """
    step = max(most / 4, 1)
    return sorted({int(1 + step * place) for place in range(4) if 1 + step * place <= most or not place})


def _range(bounds: list[int], place: int) -> str:
    if place + 1 == len(bounds):
        return f"{bounds[place]}〜"
    last = bounds[place + 1] - 1
    return str(last) if last == bounds[place] else f"{bounds[place]}〜{last}"
