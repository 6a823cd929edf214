"""Writing records into the files of one bundle part: the whole registry, or one municipality's own records."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self, TextIO

from todoke.apps.registry.exporting.selecting import Exported
from todoke.apps.registry.models import Version
from todoke.apps.registry.opendata.words import CSV_EXTRA
from todoke.apps.registry.queries.lines import instant, record_line
from todoke.formats import linked, plain
from todoke.formats.gif import rendering as gif
from todoke.formats.tokyo import rendering as tokyo
from todoke.records.content import ProgramContent

FORMATS = {
    "todoke-json": "json",
    "csv": "csv",
    "cpsv-ap": "jsonld",
    "tokyo-registry": "tokyo-registry.json",
    "gif-451-4": "gif-451-4.csv",
}
"""Each format with the end of its files' names."""
_PROGRAMS_ONLY = frozenset({"tokyo-registry", "gif-451-4"})


class Part:
    """The files of one part, written record by record."""

    def __init__(self, folder: Path, stem: str, *, area: str | None, base: str) -> None:
        """Open the files under ``folder``; ``base`` is the address of pages, for linked data."""
        self.stem = stem
        self.area = area
        self.counts = dict.fromkeys(FORMATS, 0)
        self._base = base
        self._open = ExitStack()
        self._files = {
            name: self._open.enter_context(_opened(folder / f"{stem}.{end}")) for name, end in FORMATS.items()
        }
        self._rows = {name: csv.writer(self._files[name]) for name in ("csv", "gif-451-4")}
        self._files["todoke-json"].write('{"license":"CC-BY-4.0","records":[')
        self._files["cpsv-ap"].write(f'{{"@context":{_json(linked.CONTEXT)},"@graph":[')
        self._files["tokyo-registry"].write("[")
        self._rows["csv"].writerow([*(name for name, _, _ in CSV_EXTRA), *plain.header()])
        self._rows["gif-451-4"].writerow(gif.columns())

    def add(self, each: Exported) -> None:
        """Write a record into every format that can hold it, as its source has it where that is kept."""
        record, content, version = each.record, each.content, version_of(each)
        self._element("todoke-json", record_line(record, version))
        extra = (
            record.state,
            instant(record.changed_at),
            version.effective_from.isoformat() if version.effective_from else None,
            version.channel,
        )
        self._row("csv", [*extra, *plain.row(record.number, content)])
        self._element("cpsv-ap", linked.service(record.number, content, base=self._base))
        if isinstance(content, ProgramContent):
            self._element("tokyo-registry", tokyo.render(record.number, content, each.original))
            cells = gif.canonical(record.number, content)
            self._row("gif-451-4", [cells.get(name) for name in gif.columns()])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """End the files."""
        self._files["todoke-json"].write("\n]}\n")
        self._files["cpsv-ap"].write("\n]}\n")
        self._files["tokyo-registry"].write("\n]\n")
        self._open.close()

    def names(self) -> dict[str, str]:
        """Return the name of each file by format, those without records left out."""
        return {
            name: f"{self.stem}.{end}"
            for name, end in FORMATS.items()
            if self.counts[name] or name not in _PROGRAMS_ONLY
        }

    def _element(self, name: str, value: Any) -> None:
        self._files[name].write((",\n" if self.counts[name] else "\n") + _json(value))
        self.counts[name] += 1

    def _row(self, name: str, cells: list[str | None]) -> None:
        self._rows[name].writerow(["" if cell is None else cell for cell in cells])
        self.counts[name] += 1


def version_of(each: Exported) -> Version:
    """Return the version in force of a record on its way out."""
    version = each.record.current
    assert version is not None  # what is published has one
    return version


def write_table(path: Path, header: tuple[str, ...], rows: Callable[[], Any]) -> None:
    """Write a small table as CSV."""
    with _opened(path) as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows())


def _opened(path: Path) -> TextIO:
    # Spreadsheets know UTF-8 by its mark; readers of JSON want none.
    encoding = "utf-8-sig" if path.suffix == ".csv" else "utf-8"
    return path.open("w", encoding=encoding, newline="")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
