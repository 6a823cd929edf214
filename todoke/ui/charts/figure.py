"""A chart as a page shows it: a heading, a sentence, the drawing, and the same figures as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart in rows; the first cell of each row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self, caption: str) -> str:
        """Return the table, able to scroll by itself where the page is narrow."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.head)
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td>{_whole(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        return (
            f'<div class="table-box" tabindex="0" role="region" aria-label="{escape(caption)}">'
            f'<table class="chart-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def _whole(cell: str) -> str:
    """Return a figure that breaks into lines nowhere but before its brackets and its arrow."""
    pieces = re.split(r"(?=\(|→)", cell)
    return "<wbr>".join(f"<span>{escape(piece)}</span>" for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with what belongs to it. ``svg`` holds its own title and description."""

    title: str
    sentence: str
    svg: str
    table: Table

    def __html__(self) -> str:
        """Return the figure as HTML: templates print it as it is."""
        return self.html()

    def html(self, level: int = 3) -> str:
        """Return the figure with a heading of this level."""
        return (
            f'<figure class="chart"><h{level} class="chart__title">{escape(self.title)}</h{level}>'
            f'<p class="chart__sentence">{escape(self.sentence)}</p>{self.svg}'
            f'<details class="disclosure"><summary>同じ数字を表で見る'
            f'<span class="visually-hidden">: {escape(self.title)}</span></summary>'
            f"<div>{self.table.html(self.title)}</div></details></figure>"
        )
