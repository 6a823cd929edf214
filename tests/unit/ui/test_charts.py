"""Charts keep what a strict content policy and every reader need of them."""

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import pytest

from tests.architecture.tree import ROOT
from todoke.base import municipalities
from todoke.ui.charts.bars import Bar, TwoSided, bars, two_sided
from todoke.ui.charts.columns import Column, Line, columns, lines
from todoke.ui.charts.drawing import Sense
from todoke.ui.charts.figure import Figure, Table
from todoke.ui.charts.tiles import tile_map, tiles

SENSE = Sense("trial", "表題", "何が描いてあるか", "2026年11月22日 時点", "出典: 試験")
ROWS = [Bar("甲の手当", 10, 10, "10人"), Bar("乙の手当", 4, 8, "4〜8人"), Bar("丙", 2, 5, "2人以上", True)]
KINDS: dict[str, Callable[[], str]] = {
    "bars": lambda: bars(ROWS, SENSE),
    "nothing": lambda: bars([], SENSE),
    "two_sided": lambda: two_sided([TwoSided("若い", 3, 0, "+3人")], SENSE, more="得る", fewer="失う"),
    "columns": lambda: columns([Column("0〜5", 3, 1, 6), Column("6〜", 0)], SENSE),
    "lines": lambda: lines([Line("甲", ((date(2026, 1, 1), 3), (date(2026, 2, 1), 5)))], SENSE),
    "tiles": lambda: tile_map({"131016": 5.0, "131024": None}, SENSE, unit="人"),
}
SVG = "{http://www.w3.org/2000/svg}"


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_names_itself_and_its_day_and_source(kind):
    root = ElementTree.fromstring(KINDS[kind]())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "trial-title"
    assert [(one.tag, one.get("id"), one.text) for one in root[:2]] == [
        (f"{SVG}title", "trial-title", "表題"),
        (f"{SVG}desc", "trial-desc", "何が描いてあるか"),
    ]
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"2026年11月22日 時点", "出典: 試験"} <= set(texts)


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_needs_no_style_no_script_and_nothing_from_elsewhere(kind):
    drawn = KINDS[kind]()
    assert not re.search(r"style|script|href|url\(|<image|on[a-z]+=", drawn)
    assert re.findall(r"https?://[^\"]+", drawn) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_figures_give_the_same_bytes(kind):
    assert KINDS[kind]() == KINDS[kind]()


def test_bars_begin_at_zero_and_are_as_long_as_their_figures():
    root = ElementTree.fromstring(bars(ROWS, SENSE))
    found = [
        re.fullmatch(r"M([\d.]+),[\d.]+h([\d.]+)v14h-[\d.]+Z", path.get("d", ""))
        for path in root.iter(f"{SVG}path")
    ]
    solid = [(float(one[1]), float(one[2])) for one in found if one and float(one[1]) == 1]
    assert len(solid) == 3
    assert solid[1][1] / solid[0][1] == pytest.approx(0.4, abs=0.001)
    assert solid[2][1] / solid[0][1] == pytest.approx(0.2, abs=0.001)


def test_every_text_and_every_mark_stands_out_from_the_ground():
    for make in KINDS.values():
        root = ElementTree.fromstring(make())
        for text in root.iter(f"{SVG}text"):
            ink = text.get("fill", "")
            # White figures stand on the dark tiles; the least dark of those is this blue.
            assert contrast(ink, "#264af4" if ink == "#ffffff" else "#ffffff") >= 4.5, text.text
    assert all(contrast(color, "#ffffff") >= 3 for color in ("#0017c1", "#b33f00", "#949494"))


def test_every_municipality_has_a_tile_of_its_own_roughly_where_it_lies():
    known = {one.code: one for one in municipalities.load(ROOT / "data" / "municipalities.csv")}
    assert {tile.code: tile.name for tile in tiles()} == {code: one.name for code, one in known.items()}
    assert len({(tile.column, tile.row) for tile in tiles()}) == 62
    on_land = [tile for tile in tiles() if tile.row < 6]
    for one in on_land:
        for other in on_land:
            here, there = known[one.code], known[other.code]
            if one.column - other.column >= 3:
                assert here.longitude > there.longitude, (one.name, other.name)
            if one.row - other.row >= 3:
                assert here.latitude < there.latitude, (one.name, other.name)


def test_a_hidden_figure_is_a_dash_and_not_a_zero():
    drawn = tile_map({"131016": None, "131024": 0.0}, SENSE, unit="人")
    root = ElementTree.fromstring(drawn)
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert texts.count("0") >= 1
    assert texts.count("–") == 61  # the one told to be hidden, and the sixty nothing was said of


def test_a_figure_carries_the_same_numbers_as_a_table():
    table = Table(("制度", "人"), (("甲<b>", "10"), ("乙", "4〜8")))
    html = Figure("表題", "一番多いのは甲です。", bars(ROWS, SENSE), table).html()
    assert "<summary>同じ数字を表で見る" in html
    assert "甲&lt;b&gt;" in html
    assert html.index("一番多いのは甲です。") < html.index("<svg") < html.index("<table")
