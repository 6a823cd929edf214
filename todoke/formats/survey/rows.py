"""Rows of a survey's file (Parquet in batches, CSV, XLSX) under our names of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet

from todoke.formats.sniffing import Shape, sniff
from todoke.formats.survey.fields import Edition, by_header, edition_of, plain_header
from todoke.formats.tables import TableError, read_table

BATCH = 4096


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey being read: its edition, how many rows it has where that is known, and the rows with their numbers."""

    shape: Shape
    edition: Edition
    total: int | None
    rows: Iterator[tuple[int, dict[str, Any]]] = field(repr=False)


def open_survey(path: Path, *, skip: int = 0) -> Survey:
    """Return the survey of a file, its first ``skip`` rows passed over.

    Raises:
        TableError: the file has no 手続ID or no 手続名.
    """
    shape = sniff(path)
    if shape.kind == "parquet":
        file = pyarrow.parquet.ParquetFile(path)
        columns = tuple(file.schema_arrow.names)
        names = _names(columns)
        return Survey(shape, edition_of(columns), file.metadata.num_rows, _batches(file, names, skip))
    table = read_table(path, known=_headers())
    names = _names(table.columns)
    rows = (
        (number, {names[column]: value for column, value in row.items() if column in names})
        for number, row in table.rows
    )
    for _ in range(skip):
        next(rows, None)
    return Survey(shape, edition_of(table.columns), None, rows)


def _headers() -> list[str]:
    spelled = list(by_header())
    return spelled + [header.replace("(", "（").replace(")", "）") for header in spelled]


def _names(columns: tuple[str, ...]) -> dict[str, str]:
    known = by_header()
    names = {column: known[plain_header(column)] for column in columns if plain_header(column) in known}
    if not {"id", "name"} <= set(names.values()):
        raise TableError("手続ID と手続名の列がありません。行政手続等の悉皆調査の表ではないようです")
    return names


def _batches(
    file: pyarrow.parquet.ParquetFile, names: dict[str, str], skip: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    for batch in file.iter_batches(batch_size=BATCH, columns=list(names)):
        if number + batch.num_rows <= skip:
            number += batch.num_rows
            continue
        first = max(0, skip - number)
        kept = batch.slice(first)
        keys = [names[column] for column in kept.schema.names]
        number += first
        for values in zip(*(column.to_pylist() for column in kept.columns), strict=True):
            number += 1
            yield number, dict(zip(keys, values, strict=True))
