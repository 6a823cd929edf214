"""Reading a block: who is in it at once, its columns when they are asked for, or a few rows of all of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from todoke.residents.block import Array, Block, Column, Entry
from todoke.residents.encoding import DamagedError, Stream, check_of, decode, decode_rows, full, uncommon
from todoke.residents.few_rows import few_rows
from todoke.residents.problems import SnapshotError


@dataclass(slots=True)
class BlockReading:
    """Decodes one block; ``entries`` and ``scales`` are those of the columns of its file."""

    header: Mapping[str, Any]
    content: Array
    entries: Mapping[str, tuple[Entry, ...]]
    scales: Mapping[str, int]
    damaged: Callable[[str], SnapshotError]
    """Returns the error that says what is wrong with the file."""
    is_checked: bool = False

    def block(self, municipality: str, place: int) -> Block:
        """Return the block, whose columns are decoded when they are asked for."""
        persons, households = self.header["persons"], self.header["households"]
        streams = self.header["streams"]

        def rows(name: str, count: int) -> Array:
            return full(self.stream(name, streams[name], count), count)

        size = rows("size", households)
        first = (np.cumsum(size) - size).astype(np.int32)
        return Block(
            municipality=municipality,
            person_ids=rows("person_ids", persons),
            household_ids=rows("household_ids", households),
            first=first,
            size=size,
            relation=rows("relation", persons),
            applicant=first + rows("applicant", households),
            complete=rows("complete", households),
            columns=StoredColumns(self),
            parents=self._parents(persons),
            place=place,
            stamps=full(self.stream("stamps", self.header["stamps"], households), households).view(np.uint64),
        )

    def stream(self, name: str, stream: Stream, count: int) -> Array:
        """Decode a stream. Raises SnapshotError."""
        try:
            return decode(stream, count, self.content)
        except DamagedError:
            raise self.damaged(f"列 {name}") from None

    def _parents(self, persons: int) -> tuple[Array, Array, Array] | None:
        if "parents" not in self.header:
            return None
        pairs, child, parent, named = self.header["parents"]
        return (
            full(self.stream("parents", child, pairs), pairs),
            full(self.stream("parents", parent, pairs), pairs),
            full(self.stream("parents", named, persons), persons),
        )

    def columns(self) -> dict[str, Any]:
        """Return the description of every column."""
        at, length, crc = self.header["columns"]
        text = self.content[at : at + length].tobytes()
        if zlib.crc32(text) != crc:
            raise self.damaged("列の目次が読めません")
        found: dict[str, Any] = json.loads(text)
        return found

    def check(self) -> None:
        """Compare the check of all columns of the block, once. Raises SnapshotError."""
        if (
            not self.is_checked
            and check_of(self.content[: self.header["columns"][0]]) != self.header["check"]
        ):
            raise self.damaged("中身が書いたときと違います")
        self.is_checked = True

    def column(self, name: str, streams: Sequence[Any]) -> Column:
        """Decode a column. Raises SnapshotError."""
        count = self.header["households" if name.startswith("household") else "persons"]
        low, high, said = (
            self.stream(name, stream, count) if isinstance(stream, list) else stream for stream in streams
        )
        return self._column(name, low, high, said)

    def rows_of(self, name: str, streams: Sequence[Any], rows: Array) -> Column:
        """Return some rows of a column of a block whose check was compared."""
        count = self.header["households" if name.startswith("household") else "persons"]
        low, high, said = (
            decode_rows(stream, count, self.content, rows) if isinstance(stream, list) else stream
            for stream in streams
        )
        return self._column(name, low, high, said)

    def all_rows_of(
        self, streams: Mapping[str, Sequence[Any]], persons: Array, households: Array
    ) -> dict[str, Column]:
        """Return some rows of all columns of a block whose check was compared."""
        rows = {False: (self.header["persons"], persons), True: (self.header["households"], households)}
        read = few_rows(streams, self.content, rows)
        return {name: self._column(name, *some) for name, some in read.items()}

    def _column(self, name: str, low: Array, high: Array | None, said: Array | bool) -> Column:
        entries, scale = self.entries.get(name, ()), self.scales.get(name, 1)
        return Column(low, low if high is None else high, said, entries, scale)

    def uncommon(self, name: str, streams: Sequence[Any]) -> Uncommon | None:
        """Return the rows of a column that are named one by one, if they are."""
        low, high, said = streams
        if high is not None or not isinstance(low, list) or low[0] != "s":
            return None
        self.check()
        rows, values = uncommon(low, self.content)
        count = self.header["households" if name.startswith("household") else "persons"]
        if isinstance(said, list):
            return Uncommon(rows, values, low[2], partial(decode_rows, said, count, self.content))
        return Uncommon(rows, values, low[2], lambda some: np.full(len(some), said))


@dataclass(frozen=True, slots=True)
class Uncommon:
    """The few rows of a column that have another value than usual."""

    rows: Array
    values: Array
    usual: Any
    """The value of all other rows; it means nothing where nothing was said."""
    said: Callable[[Array], Array]
    """Returns of which of some rows something was said."""


@dataclass(slots=True)
class StoredColumns(Mapping[str, Column]):
    """The columns of a block, decoded when they are asked for and then kept."""

    reading: BlockReading
    read: dict[str, Column] = field(default_factory=dict)
    known: dict[str, Any] | None = None

    @property
    def streams(self) -> dict[str, Any]:
        """The description of every column, read when it is first needed."""
        if self.known is None:
            self.known = self.reading.columns()
        return self.known

    def __getitem__(self, name: str) -> Column:
        found = self.read.get(name)
        if found is None:
            found = self.read[name] = self.reading.column(name, self.streams[name])
        return found

    def rows_of(self, name: str, rows: Array) -> Column | None:
        """Return some rows of a column that was not decoded yet; None where it was, or is not there."""
        streams = self.streams
        if name in self.read or name not in streams:
            return None
        self.reading.check()
        return self.reading.rows_of(name, streams[name], rows)

    def uncommon(self, name: str) -> Uncommon | None:
        """Return the rows of an exact column that have another value than usual, if they are few; else None."""
        return self.reading.uncommon(name, self.streams[name])

    def all_rows_of(self, persons: Array, households: Array) -> dict[str, Column]:
        """Return some rows of all columns, those of persons and those of households; each row once."""
        self.reading.check()
        return self.reading.all_rows_of(self.streams, persons, households)

    def __contains__(self, name: object) -> bool:
        return name in self.streams

    def __iter__(self) -> Iterator[str]:
        return iter(self.streams)

    def __len__(self) -> int:
        return len(self.streams)
