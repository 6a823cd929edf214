"""One municipality's file of blocks: written once, under a name that tells its content; read from where it lies.

The file is: the magic words; the bytes of one block after another, each followed by what its columns are (JSON, as
described in todoke.residents.encoding); the header (JSON: the same for who is in each block); last, 24 bytes: where
the header begins, its length, its CRC-32.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np

from todoke.residents.allotting import Standing
from todoke.residents.block import Array, Block, Column, Entry
from todoke.residents.block_reading import BlockReading
from todoke.residents.encoding import (
    ALIGNED,
    Bytes,
    DamagedError,
    check_of,
    encode,
)
from todoke.residents.problems import SnapshotError
from todoke.residents.stamps import Stamper

MAGIC = b"todoke blocks 2\n".ljust(ALIGNED, b"\0")
AGAIN = "`todoke snapshot build` で作り直してください"
_END = struct.Struct("<QQQ")

FIELDS = ("person_ids", "household_ids", "size", "relation", "applicant", "complete")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A block ready to be written: its place in the header, with the offsets of its own bytes."""

    header: dict[str, Any]
    content: bytes


class Encoder:
    """Encodes one block, column by column."""

    def __init__(self, block: Block, stratum: int) -> None:
        """Encode who is in the block; columns are added one by one."""
        self._bytes = Bytes()
        self._columns: dict[str, Any] = {}
        streams = {
            "person_ids": encode(block.person_ids, self._bytes, ascending=True),
            "household_ids": encode(block.household_ids, self._bytes, ascending=True),
            "size": encode(block.size, self._bytes),
            "relation": encode(block.relation, self._bytes),
            "applicant": encode(block.applicant - block.first, self._bytes),
            "complete": encode(block.complete, self._bytes),
        }
        self.header: dict[str, Any] = {
            "stratum": stratum,
            "persons": block.persons,
            "households": block.households,
            "streams": streams,
        }
        self._stamper = Stamper(block)
        if block.parents is not None:
            child, parent, named = block.parents
            self.header["parents"] = [
                len(child),
                encode(child, self._bytes),
                encode(parent, self._bytes),
                encode(named, self._bytes),
            ]

    def add(self, name: str, column: Column) -> None:
        """Add a column; one of which nothing is said is left out."""
        low, high, said = column.low, column.high, column.said
        if isinstance(said, np.ndarray):
            if said.ndim and said.all():
                said = True
            elif not said.any():
                said = False
        if said is False:
            return
        self._stamper.add(name, Column(low, high, said, column.entries, column.scale))
        if isinstance(said, np.ndarray):
            low, high = _settled(low, said), high if column.is_exact else _settled(high, said)
        streams: list[Any] = [encode(low, self._bytes)]
        exact = column.is_exact or np.array_equal(low, high)
        streams.append(None if exact else encode(high, self._bytes))
        streams.append(True if said is True else encode(np.asarray(said), self._bytes))
        self._columns[name] = streams

    def done(self) -> Encoded:
        """Return the block."""
        self.header["stamps"] = encode(self._stamper.stamps().view(np.int64), self._bytes)
        content = b"".join(self._bytes.pieces)
        text = json.dumps(self._columns, separators=(",", ":")).encode()
        text += b" " * (-len(text) % ALIGNED)
        self.header["columns"] = [len(content), len(text), zlib.crc32(text)]
        self.header["check"] = check_of(np.frombuffer(content, np.uint8))
        return Encoded(self.header, content + text)


def _settled(values: Array, said: Array) -> Array:
    """Return the values with a usual one where nothing was said, so that they take less room."""
    if values.ndim == 0:
        return values
    return np.where(said, values, values[said.argmax()])


@dataclass(frozen=True, slots=True)
class PartRecord:
    """What a snapshot knows of one of its parts."""

    file: str
    size: int
    sha256: str
    persons: int
    households: int


def write_part(
    folder: Path,
    municipality: str,
    blocks: Iterable[Encoded],
    entries: Mapping[str, Sequence[Entry]],
    scales: Mapping[str, int],
) -> PartRecord:
    """Write the file of a municipality under the name of its content; what fails leaves no file behind."""
    temporary = folder / f".{municipality}.{os.getpid()}.part"
    digest = hashlib.sha256()
    headers: list[dict[str, Any]] = []
    try:
        with temporary.open("wb") as file:

            def write(content: bytes) -> None:
                digest.update(content)
                file.write(content)

            write(MAGIC)
            for block in blocks:
                headers.append(block.header | {"at": file.tell(), "length": len(block.content)})
                write(block.content)
            header = {
                "municipality": municipality,
                "entries": {name: [_as_json(one) for one in some] for name, some in sorted(entries.items())},
                "scales": dict(sorted(scales.items())),
                "blocks": headers,
            }
            text = json.dumps(header, separators=(",", ":")).encode()
            end = _END.pack(file.tell(), len(text), zlib.crc32(text))
            write(text)
            write(end)
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        sha256 = digest.hexdigest()
        name = f"{municipality}-{sha256[:16]}.blocks"
        temporary.replace(folder / name)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return PartRecord(
        name, size, sha256, sum(h["persons"] for h in headers), sum(h["households"] for h in headers)
    )


def _as_json(entry: Entry) -> str | list[str]:
    return entry if isinstance(entry, str) else sorted(entry)


class Part(Sequence[Block]):
    """The blocks of one municipality, each decoded when it is asked for."""

    def __init__(self, folder: Path, record: PartRecord) -> None:
        """Map the file into memory; raises SnapshotError where it is missing or of another length."""
        self.path, self.record = folder / record.file, record
        try:
            with self.path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise SnapshotError(f"{self.path} がありません。{AGAIN}") from None
        except (OSError, ValueError) as error:
            raise SnapshotError(f"{self.path} を読めません({type(error).__name__})。{AGAIN}") from error
        if len(self._map) != record.size or self._map[: len(MAGIC)] != MAGIC:
            raise self.damaged("長さか先頭が書いたときと違います")
        self._content = np.frombuffer(self._map, np.uint8)

    def damaged(self, how: str) -> SnapshotError:
        """Return the error that says what is wrong with the file."""
        return SnapshotError(f"{self.path} が壊れています({how})。{AGAIN}")

    def verify(self) -> None:
        """Read the whole file and compare its hash. Raises SnapshotError."""
        if hashlib.sha256(self._map).hexdigest() != self.record.sha256:
            raise self.damaged("中身が書いたときと違います")

    @cached_property
    def header(self) -> dict[str, Any]:
        """What the file says of its blocks."""
        try:
            at, length, crc = _END.unpack(self._map[-_END.size :])
            text = self._map[at : at + length]
            if zlib.crc32(text) != crc:
                raise DamagedError("header")
            header: dict[str, Any] = json.loads(text)
        except (ValueError, struct.error) as error:
            raise self.damaged("目次が読めません") from error
        header["entries"] = {
            name: tuple(one if isinstance(one, str) else frozenset(one) for one in some)
            for name, some in header["entries"].items()
        }
        return header

    def __len__(self) -> int:
        return len(self.header["blocks"])

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        header = self.header["blocks"][index]
        content = self._content[header["at"] : header["at"] + header["length"]]
        read = BlockReading(header, content, self.header["entries"], self.header["scales"], self.damaged)
        return read.block(self.header["municipality"], range(len(self))[index])

    def release(self) -> None:
        """Let go of the memory the file is mapped into; what is asked for again is read again."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def encoded(self, number: int) -> Encoded:
        """Return a block as its bytes are, to be written again."""
        header = dict(self.header["blocks"][number])
        at, length = header.pop("at"), header.pop("length")
        return Encoded(header, self._map[at : at + length])

    def standings(self) -> list[Standing]:
        """Return which households stand in which block."""
        return [
            Standing(header["stratum"], self[number].household_ids)
            for number, header in enumerate(self.header["blocks"])
        ]
