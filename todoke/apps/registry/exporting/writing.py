"""Writing a selection of the registry in a format, record by record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from todoke.apps.registry.exporting.selecting import Exported, chosen, with_content
from todoke.apps.registry.models import Kind
from todoke.formats import linked, plain
from todoke.formats.gif import rendering as gif
from todoke.formats.sources import Format
from todoke.formats.tables import write_csv
from todoke.formats.tokyo import rendering as tokyo
from todoke.formats.tokyo import spreadsheet
from todoke.records.content import ProgramContent

BASE = "https://todoke.example/r/"
"""Where records' pages stand, unless the caller knows better."""


class ExportFormat(StrEnum):
    """A format that can be written."""

    TOKYO_JSON = "tokyo-json"
    TOKYO_CSV = "tokyo-csv"
    TOKYO_XLSX = "tokyo-xlsx"
    GIF = "gif"
    JSON = "json"
    CSV = "csv"
    JSON_LD = "json-ld"


SUFFIXES = {
    ExportFormat.TOKYO_JSON: ".json",
    ExportFormat.TOKYO_CSV: ".csv",
    ExportFormat.TOKYO_XLSX: ".xlsx",
    ExportFormat.GIF: ".csv",
    ExportFormat.JSON: ".jsonl",
    ExportFormat.CSV: ".csv",
    ExportFormat.JSON_LD: ".jsonld",
}


def export(
    format_: ExportFormat, path: Path, *, area: str = "", synthetic: bool = False, base: str = BASE
) -> int:
    """Write the records of a municipality (or all) to a file; return how many.

    Formats of programs (tokyo-*, gif) leave procedures out. The file takes the place of an older one only when it
    is whole.
    """
    part = path.with_name(f".{path.name}.part{path.suffix}")
    writers: dict[ExportFormat, Callable[[Path], int]] = {
        ExportFormat.TOKYO_JSON: lambda to: _json_array(to, _tokyo(area, synthetic)),
        ExportFormat.TOKYO_CSV: lambda to: spreadsheet.write(to, _tokyo(area, synthetic)),
        ExportFormat.TOKYO_XLSX: lambda to: spreadsheet.write(to, _tokyo(area, synthetic)),
        ExportFormat.GIF: lambda to: gif.write(to, _gif(area, synthetic)),
        ExportFormat.JSON: lambda to: _lines(to, _plain(area, synthetic)),
        ExportFormat.CSV: lambda to: write_csv(to, plain.header(), _flat(area, synthetic)),
        ExportFormat.JSON_LD: lambda to: _graph(to, _services(area, synthetic, base)),
    }
    try:
        count = writers[format_](part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _programs(area: str, synthetic: bool, formats: tuple[Format, ...]) -> Iterator[Exported]:
    return with_content(chosen(area=area, synthetic=synthetic, kind=Kind.PROGRAM), formats=formats)


def _all(area: str, synthetic: bool) -> Iterator[Exported]:
    return with_content(chosen(area=area, synthetic=synthetic))


def _tokyo(area: str, synthetic: bool) -> Iterator[dict[str, Any]]:
    for each in _programs(area, synthetic, (Format.TOKYO_REGISTRY,)):
        assert isinstance(each.content, ProgramContent)
        yield tokyo.render(each.record.number, each.content, each.original)


def _gif(area: str, synthetic: bool) -> Iterator[dict[str, str | None]]:
    for each in _programs(area, synthetic, ()):
        assert isinstance(each.content, ProgramContent)
        yield gif.canonical(each.record.number, each.content)


def _plain(area: str, synthetic: bool) -> Iterator[str]:
    for each in _all(area, synthetic):
        changed = each.record.changed_at
        yield plain.json_line(
            each.record.number, each.content, changed_at=changed.isoformat() if changed else None
        )


def _flat(area: str, synthetic: bool) -> Iterator[list[str | None]]:
    for each in _all(area, synthetic):
        yield plain.row(each.record.number, each.content)


def _services(area: str, synthetic: bool, base: str) -> Iterator[dict[str, Any]]:
    for each in _all(area, synthetic):
        yield linked.service(each.record.number, each.content, base=base)


def _lines(path: Path, lines: Iterable[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


def _json_array(path: Path, records: Iterable[dict[str, Any]]) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return _write_array(file, records)


def _graph(path: Path, nodes: Iterable[dict[str, Any]]) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"@context":' + json.dumps(linked.CONTEXT) + ',"@graph":')
        count = _write_array(file, nodes)
        file.write("}\n")
    return count


def _write_array(file: TextIO, values: Iterable[dict[str, Any]]) -> int:
    count = 0
    file.write("[")
    for value in values:
        file.write(",\n" if count else "\n")
        file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        count += 1
    file.write("\n]\n")
    return count
