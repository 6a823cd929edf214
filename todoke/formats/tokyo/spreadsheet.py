"""The registry's spreadsheet with dotted headers (CSV and XLSX): rows to records and back.

Which headers the official sheet uses is known for a few columns only (``Leaf.header_source``); the reader therefore
takes the Japanese header, its aliases and the path of the JSON leaf alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from todoke.formats import areas
from todoke.formats.repairs import RecordError
from todoke.formats.tables import Table, TableError, read_table, write_csv, write_xlsx
from todoke.formats.tokyo.leaves import Leaf, blank, get, leaves, put

_TRUE, _FALSE = "T", "F"
_CODES = re.compile(r"[,，、;；\s]+")


def columns() -> tuple[str, ...]:
    """Return the headers of the sheet we write."""
    return tuple(leaf.header for leaf in leaves())


def open_sheet(path: Path) -> Table:
    """Return the sheet of a file. Raises TableError where no column of the registry is found."""
    table = read_table(path, known=_by_header())
    known = {leaf.path for name in table.columns if (leaf := leaf_of(name))}
    if "basicInformation.psid" not in known:
        raise TableError("psid の列がありません。制度レジストリの表ではないようです")
    return table


def records(table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows as records, each with its row number in the file."""
    for number, row in table.rows:
        yield number, to_record(row)


def leaf_of(header: str) -> Leaf | None:
    """Return the leaf a header stands for, by Japanese header, alias or path."""
    return _by_header().get(_plain(header))


@lru_cache(maxsize=1)
def _by_header() -> dict[str, Leaf]:
    known: dict[str, Leaf] = {}
    for leaf in leaves():
        for name in (leaf.header, leaf.path, *leaf.aliases):
            known.setdefault(_plain(name), leaf)
    return known


def _plain(header: str) -> str:
    return unicodedata.normalize("NFKC", header).strip().removesuffix("[]")


def to_record(row: dict[str, str | None]) -> dict[str, Any]:
    """Return the record of a row; columns we do not know are kept under their own names.

    Raises:
        RecordError: the row has no psid.
    """
    record = blank()
    for header, cell in row.items():
        value = None if cell is None or cell.strip().lower() == "null" else cell
        leaf = leaf_of(header)
        if leaf is not None:
            put(record, leaf.path, _read_cell(leaf, value))
        elif value is not None:
            record[header] = value
    if not get(record, "basicInformation.psid"):
        raise RecordError("psid の欄が空です")
    return record


def _read_cell(leaf: Leaf, value: str | None) -> Any:
    match leaf.type:
        case "links":
            return _read_links(value)
        case "codes":
            return [code for code in _CODES.split(value) if code] if value else []
        case "integer" if value is not None and value.strip().isdecimal() and value.isascii():
            return int(value)
        case "flag" if value is not None and value.strip().upper() in ("T", "F", "TRUE", "FALSE"):
            return value.strip().upper() in ("T", "TRUE")
    if leaf.path == "area.areaCode" and value is not None and value in areas.codes():
        return areas.label(areas.codes()[value])
    return value


def _read_links(value: str | None) -> list[dict[str, str | None]]:
    """Return the links of a cell: one a line, 「題名;https://…」."""
    found = []
    for line in (value or "").split("\n"):
        if not line.strip():
            continue
        title, separator, uri = line.rpartition(";")
        if not separator or "://" in title:
            title, uri = "", line
        found.append({"uri": uri.strip(), "title": title or None})
    return found


def to_row(record: dict[str, Any]) -> list[str | None]:
    """Return the cells of a record in the order of ``columns``."""
    return [_write_cell(leaf, get(record, leaf.path)) for leaf in leaves()]


def _write_cell(leaf: Leaf, value: Any) -> str | None:
    if value is None:
        return None
    match leaf.type:
        case "links":
            return "\n".join(_write_link(link) for link in value) if value else None
        case "codes":
            return ",".join(map(str, value)) if value else None
        case "flag" if isinstance(value, bool):
            return _TRUE if value else _FALSE
    return str(value)


def _write_link(link: dict[str, Any]) -> str:
    title = " ".join(str(link.get("title") or "").split("\n"))
    uri = str(link.get("uri") or "")
    return f"{title};{uri}" if title else uri


def write(path: Path, found: Iterable[dict[str, Any]]) -> int:
    """Write records as CSV, or as a spreadsheet where the name ends in .xlsx; return how many."""
    rows = (to_row(record) for record in found)
    if path.suffix.lower() == ".xlsx":
        return write_xlsx(path, columns(), rows, title="制度レジストリ")
    return write_csv(path, columns(), rows)
