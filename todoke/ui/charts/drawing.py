"""From marks to SVG: layers of a grammar of graphics, drawn offline, made plain for a strict content policy.

All places are worked out here and none by measuring letters, so that the same figures give the same bytes wherever
they are drawn. No style attribute, script or reference to elsewhere is left in what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import altair as alt
import vl_convert
from altair.utils.schemapi import disable_debug_mode

WIDTH = 328
"""What a phone of 360 px has left between its margins; wider pages show the drawing larger."""

FACE = "'Noto Sans JP','Noto Sans CJK JP',sans-serif"
TEXT, QUIET, LINE, GROUND = "#1a1a1a", "#595959", "#949494", "#ffffff"
STRONG, PALE, WARNING = "#0017c1", "#c5d7fb", "#b33f00"

LABEL, SMALL, TINY = 13, 12, 11
_NAMESPACE = "http://www.w3.org/2000/svg"
_FOOT = 34
_DROPPED = frozenset({"class", "role", "pointer-events", "font-family", "stroke-miterlimit", "version"})
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_EMPTY = re.compile(r"^M-?[\d.]+,-?[\d.]+h0v0h0Z$")

ElementTree.register_namespace("", _NAMESPACE)

# Checking every mark against the grammar's schema takes longer than drawing it; the tests draw every kind.
disable_debug_mode()

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a drawing says to those who do not see it, and what stands under it: its day and source."""

    key: str
    """Unique on its page; the ids inside the drawing are made of it."""
    title: str
    description: str
    on: str
    source: str


def pixels(height: float) -> alt.Scale:
    """Return the scale of places down the drawing."""
    return alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)


def across(low: float, high: float, left: float = 0, right: float = WIDTH) -> alt.Scale:
    """Return the scale of values across the drawing."""
    return alt.Scale(domain=[low, high], range=[left, right], nice=False, zero=False)


def _of(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.Data(values=[dict(row) for row in rows]))  # type: ignore[no-untyped-call]


def words(rows: Sequence[Row], height: float, x: alt.Scale | None = None, **mark: Any) -> alt.Chart:
    """Return texts: each row has ``x``, ``y`` (the baseline) and ``text``."""
    shown = {"fontSize": LABEL, "color": TEXT, "baseline": "alphabetic", "align": "left", **mark}
    drawn: alt.Chart = (
        _of(rows)
        .mark_text(**shown)
        .encode(
            x=alt.X("x:Q", scale=x or across(0, WIDTH), axis=None),
            y=alt.Y("y:Q", scale=pixels(height), axis=None),
            text=alt.Text("text:N"),
        )
    )
    return drawn


def boxes(rows: Sequence[Row], height: float, x: alt.Scale | None = None, **mark: Any) -> alt.Chart:
    """Return rectangles: each row has ``x``, ``x2``, ``y`` and ``y2``."""
    drawn: alt.Chart = (
        _of(rows)
        .mark_rect(**mark)
        .encode(
            x=alt.X("x:Q", scale=x or across(0, WIDTH), axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=pixels(height), axis=None),
            y2="y2:Q",
        )
    )
    return drawn


def strokes(rows: Sequence[Row], height: float, x: alt.Scale | None = None, **mark: Any) -> alt.Chart:
    """Return straight lines: each row has ``x``, ``x2``, ``y`` and ``y2``."""
    shown = {"color": TEXT, "strokeWidth": 1, **mark}
    drawn: alt.Chart = (
        _of(rows)
        .mark_rule(**shown)
        .encode(
            x=alt.X("x:Q", scale=x or across(0, WIDTH), axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=pixels(height), axis=None),
            y2="y2:Q",
        )
    )
    return drawn


def draw(layers: Iterable[alt.Chart], height: float, sense: Sense) -> str:
    """Return the layers as one SVG with its title, its description, its day and its source."""
    foot = [
        {"x": 0, "y": height + 17, "text": sense.on},
        {"x": 0, "y": height + _FOOT - 3, "text": sense.source},
    ]
    whole = height + _FOOT
    chart = alt.layer(*layers, words(foot, whole, fontSize=TINY, color=QUIET))
    chart = chart.resolve_scale(x="independent", y="independent").properties(width=WIDTH, height=whole)
    spec = chart.to_dict(validate=False)
    spec["autosize"] = {"type": "none"}
    spec["padding"] = 0
    spec["config"] = {"view": {"stroke": None}, "background": GROUND}
    return _plain(vl_convert.vegalite_to_svg(spec), whole, sense)


def _plain(drawn: str, height: float, sense: Sense) -> str:
    root = ElementTree.fromstring(drawn)
    _strip(root)
    root.attrib.clear()
    root.attrib.update(
        {
            "class": "chart__drawing",
            "viewBox": f"0 0 {WIDTH} {height:g}",
            "width": str(WIDTH),
            "height": f"{height:g}",
            "font-family": FACE,
            "role": "img",
            "aria-labelledby": f"{sense.key}-title",
            "aria-describedby": f"{sense.key}-desc",
        }
    )
    told = []
    for name, text in (("title", sense.title), ("desc", sense.description)):
        element = ElementTree.Element(f"{{{_NAMESPACE}}}{name}", {"id": f"{sense.key}-{name}"})
        element.text = text
        told.append(element)
    root[:0] = told
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element) -> None:
    for child in list(element):
        _strip(child)
        if _is_nothing(child):
            element.remove(child)
        elif child.tag.endswith("}g") and not child.attrib:
            place = list(element).index(child)
            element.remove(child)
            element[place:place] = list(child)
    for name in list(element.attrib):
        value = element.attrib[name]
        if (
            name in _DROPPED
            or name.startswith("aria-")
            or (name == "opacity" and value == "1")
            or (name == "transform" and value == "translate(0,0)")
        ):
            del element.attrib[name]
        else:
            element.attrib[name] = _NUMBER.sub(_rounded, value)
    if element.tag.endswith("}g") and element.get("fill") == "none":
        # Vega's outermost group; every mark says its own fill.
        del element.attrib["fill"]


def _is_nothing(element: ElementTree.Element) -> bool:
    if element.tag.endswith("}path"):
        path = element.get("d", "")
        return (
            not path
            or element.get("display") == "none"
            or _EMPTY.match(path) is not None
            or ("fill" not in element.attrib and "stroke" not in element.attrib)
        )
    return element.tag.endswith("}g") and len(element) == 0


def _rounded(found: re.Match[str]) -> str:
    return f"{round(float(found.group()), 2):g}"
