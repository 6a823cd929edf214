"""A decision table (条件表) pasted from a spreadsheet: a column for each fact, a row for each way to fulfil it.

The first line names the columns as the one-line spelling does (年齢, 働き方, 人数(子)). Each further line is one
case: all its cells hold together; blank cells and ``-`` say nothing. The cases are alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from todoke.apps.desk.domain.cells import CellError, cell_of, condition_of
from todoke.apps.desk.domain.line_printing import line_of
from todoke.apps.desk.domain.line_reading import read_line
from todoke.apps.desk.domain.tokens import LineError
from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules import nodes as n

_SAYS_NOTHING = frozenset({"", "-", "‐", "−", "ー", "*", "問わない"})
MOST_ROWS, MOST_COLUMNS = 200, 30


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was pasted, with what is wrong with it."""

    text: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The table as it was read: the tree where every cell could be, the cells with their errors otherwise."""

    rows: tuple[tuple[Cell, ...], ...]
    expression: Any = None
    message: str = ""

    @property
    def errors(self) -> list[str]:
        """What is wrong, with its place."""
        told = [
            f"{'見出し' if row == 0 else f'{row}行目'}の{column + 1}列目: {cell.error}"
            for row, cells in enumerate(self.rows)
            for column, cell in enumerate(cells)
            if cell.error
        ]
        return ([self.message] if self.message else []) + told


def read_sheet(text: str, vocabulary: Vocabulary, local: Any = None) -> SheetRead:
    """Read a table whose cells are separated by tabs."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip("\t ")]
    if len(lines) < 2:
        return SheetRead(
            (), message="見出しの行と、条件の行が1行以上要ります。表計算ソフトから貼り付けてください"
        )
    grid = [[cell.strip() for cell in line.split("\t")] for line in lines]
    width = max(len(row) for row in grid)
    if len(grid) > MOST_ROWS or width > MOST_COLUMNS:
        return SheetRead((), message=f"{MOST_ROWS}行、{MOST_COLUMNS}列までにしてください")
    grid = [row + [""] * (width - len(row)) for row in grid]
    heads, first = _heads(grid[0], vocabulary)
    rows, cases = [first], []
    for line in grid[1:]:
        cells, parts = _case(line, heads, vocabulary, local)
        rows.append(cells)
        if parts:
            cases.append(parts[0] if len(parts) == 1 else n.AllOf(all=tuple(parts)))
        elif not any(cell.error for cell in cells):
            rows[-1] = (Cell(cells[0].text, "この行には条件がありません"), *cells[1:])
    whole = tuple(rows)
    if any(cell.error for cells in whole for cell in cells):
        return SheetRead(whole)
    return SheetRead(whole, cases[0] if len(cases) == 1 else n.AnyOf(any=tuple(cases)))


def sheet_of(expression: Any, vocabulary: Vocabulary, local: Any = None) -> str | None:
    """Return the expression as a table, None where it is no list of cases."""
    cases = expression.any if isinstance(expression, n.AnyOf) and len(expression.any) > 1 else (expression,)
    heads: list[str] = []
    rows: list[dict[str, str]] = []
    for case in cases:
        row: dict[str, str] = {}
        parts = case.all if isinstance(case, n.AllOf) and len(case.all) > 1 else (case,)
        for part in parts:
            told = cell_of(part, vocabulary)
            if told is None:
                return None
            head = line_of(told[0], vocabulary)
            if head in row:
                return None
            if head not in heads:
                heads.append(head)
            row[head] = told[1]
        rows.append(row)
    lines = ["\t".join(heads), *("\t".join(row.get(head, "") for head in heads) for row in rows)]
    text = "\n".join(lines)
    # A row whose cells stand in another order than its columns would read back as another tree.
    return text if read_sheet(text, vocabulary, local).expression == expression else None


def _heads(texts: list[str], vocabulary: Vocabulary) -> tuple[list[Any], tuple[Cell, ...]]:
    heads: list[Any] = []
    cells: list[Cell] = []
    for text in texts:
        try:
            heads.append(read_line(text, vocabulary))
            cells.append(Cell(text))
        except LineError as error:
            heads.append(None)
            cells.append(Cell(text, str(error)))
    return heads, tuple(cells)


def _case(
    texts: list[str], heads: list[Any], vocabulary: Vocabulary, local: Any
) -> tuple[tuple[Cell, ...], list[Any]]:
    cells: list[Cell] = []
    parts: list[Any] = []
    for text, head in zip(texts, heads, strict=True):
        if text in _SAYS_NOTHING or head is None:
            cells.append(Cell(text))
            continue
        try:
            parts.append(condition_of(head, text, vocabulary, local))
            cells.append(Cell(text))
        except CellError as error:
            cells.append(Cell(text, str(error)))
    return tuple(cells), parts
