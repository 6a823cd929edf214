"""Texts of the registry as structure: paragraphs, tables with joined rows, and links glued into sentences.

``題名;https://…`` is a link, lines between ``|`` are a table whose second line may tell columns from heading, and a
cell ``^`` is joined to the one above. Nothing is HTML here: pages render the structure and escape every text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_URL = r"https?://[!#$%&'()*+,\-./0-9:=?@A-Z_a-z~\[\]]+"
_LINK = re.compile(rf"(?:(?P<title>[^\s;；。、|「」]+)[;；])?(?P<url>{_URL})")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$")
_TRAILING = ".,:)]'"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; with ``url`` a link, always http or https."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, each a run of pieces."""

    lines: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table and the number of rows it spans."""

    pieces: tuple[Piece, ...]
    rows: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a row leaves out the cells that one above it spans."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


def read(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a text.

    >>> read("詳しくは 区のページ;https://www.example.jp/a")[0].lines[0][-1]
    Piece(text='区のページ', url='https://www.example.jp/a')
    """
    blocks: list[Block] = []
    lines: list[str] = []
    rows: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), None]:
        is_row = line is not None and bool(_ROW.match(line))
        if rows and not is_row:
            blocks.append(_table(rows))
            rows = []
        if lines and (line is None or is_row or not line.strip()):
            blocks.append(Paragraph(tuple(pieces(each) for each in lines)))
            lines = []
        if line is None or not line.strip():
            continue
        (rows if is_row else lines).append(line)
    return tuple(blocks)


def pieces(line: str) -> tuple[Piece, ...]:
    """Return the runs of text and the links of one line."""
    found: list[Piece] = []
    at = 0
    for link in _LINK.finditer(line):
        url = link["url"]
        end = link.end()
        while url and url[-1] in _TRAILING and not (url[-1] == ")" and url.count("(") >= url.count(")")):
            url, end = url[:-1], end - 1
        if link.start() > at:
            found.append(Piece(line[at : link.start()]))
        found.append(Piece(link["title"] or url, url))
        at = end
    if at < len(line):
        found.append(Piece(line[at:]))
    return tuple(found)


def plain(text: str) -> str:
    """Return the text without tables' bars and links' addresses, for search and for reading aloud.

    >>> plain("|費用|0円|"), plain("案内;https://www.example.jp/ を見てください")
    ('費用 0円', '案内 を見てください')
    """
    return "\n".join(_plain_block(block) for block in read(text))


def links(text: str) -> tuple[Piece, ...]:
    """Return the links glued into a text."""
    found = []
    for block in read(text):
        cells = (
            block.lines
            if isinstance(block, Paragraph)
            else tuple(cell.pieces for row in (*block.head, *block.body) for cell in row)
        )
        found += [piece for line in cells for piece in line if piece.url]
    return tuple(found)


def _plain_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return "\n".join("".join(piece.text for piece in line) for line in block.lines)
    return "\n".join(
        " ".join("".join(piece.text for piece in cell.pieces) for cell in row)
        for row in (*block.head, *block.body)
    )


def _table(rows: list[str]) -> Table:
    """Return the table of the rows: those above a line of dashes are its head."""
    rule = next((place for place, row in enumerate(rows) if _RULE.match(row)), None)
    split = [_cells(row) for place, row in enumerate(rows) if place != rule and not _RULE.match(row)]
    width = max((len(row) for row in split), default=0)
    head_rows = min(rule or 0, len(split))
    grid = [row + [""] * (width - len(row)) for row in split]
    return Table(
        _spanned(grid[:head_rows], heading=True),
        _spanned(grid[head_rows:], heading=False),
    )


def _cells(row: str) -> list[str]:
    inside = row.strip()[1:-1]
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inside)]


def _spanned(grid: list[list[str]], *, heading: bool) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows with ``^`` joined to the cell above."""
    table = []
    for place, row in enumerate(grid):
        cells = []
        for column, text in enumerate(row):
            if place and _joins(text):
                continue
            rows = 1
            while place + rows < len(grid) and _joins(grid[place + rows][column]):
                rows += 1
            words = "" if _joins(text) else re.sub(r"<br\s*/?>", "\n", text)
            cells.append(Cell(pieces(words), rows, heading))
        table.append(tuple(cells))
    return tuple(table)


def _joins(text: str) -> bool:
    return unicodedata.normalize("NFKC", text) == "^"
