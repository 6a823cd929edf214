"""The 62 municipalities as equal tiles, each roughly where it lies (タイル地図), so that small ones are seen alike.

The places are in ``data/charts/tiles.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import altair as alt

from todoke.ui.charts.drawing import LINE, QUIET, SMALL, TEXT, TINY, WIDTH, Sense, boxes, draw, words
from todoke.ui.charts.wording import shorter

Style = Literal["count", "percent", "decimal"]

_PLACES = Path(__file__).resolve().parents[3] / "data" / "charts" / "tiles.csv"
_COLUMNS = 13
_TILE = WIDTH / _COLUMNS
_HIGH = 37
_ISLANDS = 6
_LEGEND = 62

_SHADES = ("#ffffff", "#c5d7fb", "#7096f8", "#264af4", "#000082")
_INKS = (TEXT, TEXT, "#000000", "#ffffff", "#ffffff")


@dataclass(frozen=True, slots=True)
class Tile:
    """A municipality's place on the grid."""

    code: str
    name: str
    column: int
    row: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The name without its last letter (区, 市, 町, 村), in lines of two letters.

        >>> Tile("132233", "武蔵村山市", 3, 0).lines
        ('武蔵', '村山')
        """
        name = self.name[:-1]
        return (name[:2], name[2:]) if len(name) > 2 else (name,)


@lru_cache(maxsize=1)
def tiles() -> tuple[Tile, ...]:
    """Return the tile of every municipality, by code."""
    with _PLACES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Tile(row["code"], row["name"], int(row["column"]), int(row["row"]))
            for row in csv.DictReader(file)
        )


def tile_map(values: Mapping[str, float | None], sense: Sense, *, unit: str, style: Style = "count") -> str:
    """Return the map as SVG: the darker a tile the greater its value, which stands in it too.

    ``values`` are by code; None is drawn with a dash (too few people to show). The style ``percent`` is for shares
    from 0 to 1, ``decimal`` for small numbers with one decimal.
    """
    bounds = _bounds(sorted(value for value in values.values() if value))
    height = 7 * _HIGH + 10 + _LEGEND
    squares: dict[int, list[dict[str, float | str]]] = {shade: [] for shade in range(len(_SHADES))}
    names: dict[str, list[dict[str, float | str]]] = {}
    figures: dict[str, list[dict[str, float | str]]] = {}
    hidden: list[dict[str, float | str]] = []
    for tile in tiles():
        value = values.get(tile.code)
        left, top = tile.column * _TILE, tile.row * _HIGH + (10 if tile.row == _ISLANDS else 0)
        square: dict[str, float | str] = {
            "x": left + 0.5,
            "x2": left + _TILE - 0.5,
            "y": top + 0.5,
            "y2": top + _HIGH - 0.5,
        }
        shade = 0 if value is None else _shade(value, bounds)
        (hidden if value is None else squares[shade]).append(square)
        ink = TEXT if value is None else _INKS[shade]
        middle = left + _TILE / 2
        for line, text in enumerate(tile.lines):
            down = top + (12 if len(tile.lines) == 2 else 17) + 10.5 * line
            names.setdefault(ink, []).append({"x": middle, "y": down, "text": text})
        told = "–" if value is None else _told(value, style)
        figures.setdefault(ink, []).append({"x": middle, "y": top + _HIGH - 4, "text": told})
    layers = [
        boxes(rows, height, color=_SHADES[shade], stroke=LINE, strokeWidth=1)
        for shade, rows in squares.items()
    ]
    layers.append(boxes(hidden, height, color="#ffffff", stroke=LINE, strokeWidth=1, strokeDash=[2, 2]))
    layers += [words(rows, height, fontSize=10, color=ink, align="center") for ink, rows in names.items()]
    layers += [words(rows, height, fontSize=9, color=ink, align="center") for ink, rows in figures.items()]
    island = [{"x": 0, "y": _ISLANDS * _HIGH + 10 + 22, "text": "島しょ"}]
    layers.append(words(island, height, fontSize=SMALL, color=QUIET))
    return draw([*layers, *_legend(bounds, height, unit, style)], height, sense)


def _bounds(known: list[float]) -> list[float]:
    """Return where each shade but the first begins, so that each holds about as many municipalities.

    The first is for nothing at all; where many are alike there are fewer shades.
    """
    steps = len(_SHADES) - 1
    return sorted({known[len(known) * step // steps] for step in range(steps)}) if known else []


def _shade(value: float, bounds: list[float]) -> int:
    """Return the shade of a value: the darkest for the highest class, however few classes there are."""
    reached = sum(value >= bound for bound in bounds)
    return 0 if not reached else len(_SHADES) - 1 - (len(bounds) - reached)


def _told(value: float, style: Style) -> str:
    if style == "decimal":
        return f"{value:.1f}"
    if style == "percent":
        return f"{value * 100:.0f}%" if value * 100 >= 9.95 or value == 0 else f"{value * 100:.1f}%"
    if 9_999.5 <= value < 99_500:
        return f"{value / 10_000:.1f}万"  # three figures would not fit
    return shorter(value)


def _legend(bounds: list[float], height: float, unit: str, style: Style) -> list[alt.Chart]:
    top = height - _LEGEND + 12
    told = (f"{unit}。濃いほど大きい", "どの濃さにもほぼ同じ数の区市町村。– は少人数のため出さない")
    lines = [{"x": 0, "y": top + 30 + 15 * place, "text": text} for place, text in enumerate(told)]
    layers = [words(lines, height, fontSize=TINY, color=QUIET)]
    step = WIDTH / len(_SHADES)
    shown = [(0, "0"), *((_shade(bound, bounds), f"{_told(bound, style)}〜") for bound in bounds)]
    for place, (shade, text) in enumerate(shown):
        square = [{"x": place * step + 0.5, "x2": place * step + 12, "y": top, "y2": top + 12}]
        layers.append(boxes(square, height, color=_SHADES[shade], stroke=LINE, strokeWidth=1))
        layers.append(words([{"x": place * step + 15, "y": top + 10, "text": text}], height, fontSize=TINY))
    return layers
