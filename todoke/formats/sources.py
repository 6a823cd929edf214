"""One way to read every format: a file as items, each with where to go on after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from todoke.formats.gif import reading as gif
from todoke.formats.opendata import facilities, sets
from todoke.formats.repairs import Parsed, RecordError, Unreadable
from todoke.formats.sniffing import Shape, sniff
from todoke.formats.survey.reading import read_row
from todoke.formats.survey.rows import open_survey
from todoke.formats.tables import TableError, read_table
from todoke.formats.tokyo import spreadsheet, stream
from todoke.formats.tokyo.reading import parse


class Format(StrEnum):
    """A format that can be imported."""

    TOKYO_REGISTRY = "tokyo-registry"
    GIF = "gif"
    OPEN_DATA = "open-data"
    PROCEDURES_SURVEY = "procedures-survey"


@dataclass(frozen=True, slots=True)
class Reading:
    """One record or row: its raw text, where to go on after it, how far along the file that is, and its content.

    The content is read when it is asked for, so that a text that is known already costs nothing more.
    """

    raw: str
    resume: int
    done: int
    read: Callable[[], Parsed | Unreadable] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A file in a format; ``total`` is in the unit of ``Reading.done``, None where it cannot be known beforehand."""

    format: Format
    shape: Shape
    unit: str
    total: int | None
    notes: tuple[str, ...]
    items: Callable[[int, int], Iterator[Reading]]
    """Called with ``resume`` and the position of the last item before it, both 0 at the start."""


def open_source(format_: Format, path: Path) -> Source:
    """Return the file as a source.

    Raises:
        TableError: it is not in this format; the message says why in Japanese.
    """
    match format_:
        case Format.TOKYO_REGISTRY:
            return _tokyo(path)
        case Format.PROCEDURES_SURVEY:
            return _survey(path)
        case Format.GIF:
            return _table(format_, path, gif.open_rows(path).shape, (), gif.parse, gif.open_rows)
        case Format.OPEN_DATA:
            if sets.kind_of(path) == "facilities":
                facilities.open_facilities(path)
                raise TableError(
                    "施設の一覧です。施設は制度でも手続でもないため、登録には読み込みません"
                    "(施設として読むには todoke.formats.opendata.facilities を使います)"
                )
            shape = read_table(path).shape
            return _table(format_, path, shape, (sets.UNPROVED,), sets.parse_program, gif.open_rows)


def _tokyo(path: Path) -> Source:
    shape = sniff(path)
    if shape.kind == "json":
        return Source(
            Format.TOKYO_REGISTRY,
            shape,
            "B",
            path.stat().st_size,
            (),
            lambda resume, position: _tokyo_items(path, shape.encoding, resume, position),
        )
    if shape.kind not in ("table", "xlsx"):
        raise TableError(f"制度レジストリのファイルとして読めません({shape.words})")
    spreadsheet.open_sheet(path)
    return _table(Format.TOKYO_REGISTRY, path, shape, (), _parse_sheet_row, spreadsheet.open_sheet)


def _parse_sheet_row(row: dict[str, str | None], *, position: int) -> Parsed:
    return parse(spreadsheet.to_record(row), position=position)


def _tokyo_items(path: Path, encoding: str, resume: int, position: int) -> Iterator[Reading]:
    with path.open("rb") as file:
        pieces = stream.read(
            file, encoding="utf-8" if encoding == "utf-8-sig" else encoding, resume_at=resume or None
        )
        for piece in pieces:
            position += 1
            end = piece.offset + piece.length
            yield Reading(piece.text, end, end, partial(_read_piece, piece, position))


def _read_piece(piece: stream.Found | stream.Damaged, position: int) -> Parsed | Unreadable:
    if isinstance(piece, stream.Damaged):
        return Unreadable(position, piece.text, f"{piece.reason}({piece.offset:,}バイト目から)")
    try:
        return parse(piece.value, position=position)
    except RecordError as error:
        return Unreadable(position, piece.text, str(error))


def _survey(path: Path) -> Source:
    opened = open_survey(path)
    notes = (
        "総手続件数0の行は「未記入」と区別できないため、件数なしとして読みました。",
        *(("令和7年度版は列の一覧だけを見て作った読み方です。",) if opened.edition == "r7" else ()),
    )

    def items(resume: int, _: int) -> Iterator[Reading]:
        survey = open_survey(path, skip=resume)
        for count, (number, row) in enumerate(survey.rows, start=resume + 1):
            yield Reading(_as_text(row), count, count, partial(read_row, row, number, survey.edition))

    return Source(Format.PROCEDURES_SURVEY, opened.shape, "行", opened.total, notes, items)


def _table(
    format_: Format,
    path: Path,
    shape: Shape,
    notes: tuple[str, ...],
    read_one: Callable[..., Parsed],
    open_rows: Callable[[Path], Any],
) -> Source:
    def items(resume: int, _: int) -> Iterator[Reading]:
        for count, (number, row) in enumerate(open_rows(path).rows, start=1):
            if count <= resume:
                continue
            raw = _as_text(row)
            yield Reading(raw, count, count, partial(_read_table_row, read_one, row, number, raw))

    return Source(format_, shape, "行", None, notes, items)


def _read_table_row(
    read_one: Callable[..., Parsed], row: dict[str, str | None], number: int, raw: str
) -> Parsed | Unreadable:
    try:
        return read_one(row, position=number)
    except RecordError as error:
        return Unreadable(number, raw, str(error))


def _as_text(row: dict[str, Any]) -> str:
    return json.dumps(
        {key: value for key, value in row.items() if value is not None},
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    )
