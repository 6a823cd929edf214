"""Tables as files hold them (CSV, tab-separated, XLSX): rows of text under a head of one row or two, streamed."""

from __future__ import annotations

import csv
import itertools
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import DEFUSEDXML, Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from todoke.formats.sniffing import Shape, head_rows, sniff

_LOOKED_AT = 8
LARGEST_CELL = 1 << 20
LARGEST_BOOK = 2 << 30
LONGEST_SHEET_CELL = 32_767
"""A cell of a spreadsheet holds no more characters."""


class TableError(ValueError):
    """The file is no table that can be read; the message says why in Japanese."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its columns, and its rows with the number each has in the file."""

    shape: Shape
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, str | None]]] = field(repr=False)
    first_row: int = 2


def read_table(path: Path, *, known: Iterable[str] = (), sheet: str | None = None) -> Table:
    """Return the table of a file, row by row.

    ``known`` names columns by which the head is found below titles, and by which two rows of head are joined.

    Raises:
        TableError: the file is no table, or its head has no column.
    """
    shape = sniff(path)
    if shape.kind == "table":
        cells = _text_rows(path, shape)
    elif shape.kind == "xlsx":
        cells = _sheet_rows(path, sheet)
    else:
        raise TableError(f"表として読めるファイルではありません({shape.words})")
    looked_at = list(itertools.islice(cells, _LOOKED_AT))
    names = frozenset(known)
    head = head_rows([row for _, row in looked_at], names) or 1
    if len(looked_at) < head:
        raise TableError("見出しの行がありません")
    columns = _columns([row for _, row in looked_at[:head]], names)
    if not any(columns):
        raise TableError("見出しの行に列の名前がありません")
    rest = itertools.chain(looked_at[head:], cells)
    return Table(shape, columns, _named(rest, columns), looked_at[head - 1][0] + 1)


def _columns(head: list[list[str]], known: frozenset[str]) -> tuple[str, ...]:
    """Return the column names: in each column the lowest that is known, else the lowest there is in two rows."""
    width = max(map(len, head))
    columns: list[str] = []
    for place in range(width):
        names = [" ".join(row[place].split()) for row in reversed(head) if place < len(row)]
        spoken = next((name for name in names if name in known), None)
        columns.append(spoken or next((name for name in names[:2] if name), ""))
    return tuple(_distinct(columns))


def _distinct(columns: list[str]) -> list[str]:
    """Number columns that have the same name, so that none hides another."""
    seen: dict[str, int] = {}
    distinct = []
    for name in columns:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if not name or seen[name] == 1 else f"{name}.{seen[name]}")
    return distinct


def _named(
    rows: Iterator[tuple[int, list[str]]], columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str | None]]]:
    width = len(columns)
    for number, row in rows:
        if not any(row):
            continue
        if len(row) < width:
            row = row + [""] * (width - len(row))
        named: dict[str, str | None] = {
            name: (cell if cell else None) for name, cell in zip(columns, row, strict=False) if name
        }
        if len(row) > width and any(row[width:]):
            named["(見出しのない列)"] = "\t".join(row[width:])
        yield number, named


def _text_rows(path: Path, shape: Shape) -> Iterator[tuple[int, list[str]]]:
    encoding = shape.encoding
    csv.field_size_limit(min(sys.maxsize, LARGEST_CELL))
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        rows = csv.reader((line.replace("\x00", "") for line in file), delimiter=shape.separator)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                raise TableError(f"{rows.line_num}行目: 表として読めません({error})") from None
            if rows.line_num == 1 and row:
                row[0] = row[0].removeprefix("\ufeff")
            yield rows.line_num, row


def _sheet_rows(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise TableError(f"Excelファイルとして開けません({type(error).__name__})") from None
    try:
        wanted = book[sheet] if sheet and sheet in book.sheetnames else book.worksheets[0]
        for number, row in enumerate(wanted.iter_rows(values_only=True), start=1):
            yield number, [cell_text(value) for value in row]
    finally:
        book.close()


def _refuse_bombs(path: Path) -> None:
    """Refuse a spreadsheet from outside that would unfold without end; openpyxl reads its XML by defusedxml."""
    if not DEFUSEDXML:
        raise TableError("Excelファイルを安全に読む部品(defusedxml)がありません")
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise TableError("Excelファイルが壊れています") from None
    if size > LARGEST_BOOK:
        raise TableError("Excelファイルを広げると大きすぎます(2GBまで)")


def cell_text(value: Any) -> str:
    """Return a spreadsheet's cell as the text a CSV file would hold.

    >>> cell_text(3.0), cell_text(True), cell_text(None)
    ('3', 'TRUE', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_csv(
    path: Path, columns: Iterable[str], rows: Iterable[Iterable[str | None]], *, bom: bool = True
) -> int:
    """Write a table as CSV in UTF-8, with a mark by which spreadsheets know it; return the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(["" if cell is None else cell for cell in row])
            count += 1
    return count


def write_xlsx(
    path: Path, columns: Iterable[str], rows: Iterable[Iterable[str | None]], *, title: str
) -> int:
    """Write a table as a spreadsheet, row by row; every cell is text, so that no formula can run."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title)
    sheet.append(list(columns))
    count = 0
    for row in rows:
        sheet.append([None if cell is None else _text_cell(sheet, cell) for cell in row])
        count += 1
    book.save(path)
    return count


def _text_cell(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_SHEET_CELL])
    cell.data_type = "s"
    return cell
