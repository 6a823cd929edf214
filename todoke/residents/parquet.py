"""Reading a population folder: Parquet files of households and persons, one pair per municipality.

The form of the folder is described in docs/how-to/load-residents.md. Every column is read on its own, so that a
municipality of a million needs the memory of a few columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from todoke.residents.block import ALL_LISTED, RELATION_CODE, Array, Column, household_receives
from todoke.residents.households import kind_of
from todoke.residents.parts import Encoded
from todoke.residents.problems import PopulationError, Problem
from todoke.residents.structure import Structure, structured
from todoke.residents.told import Told, WrongTypeError, dictionary_indexes
from todoke.rules.content import Content
from todoke.rules.facts import Code
from todoke.rules.household import MUNICIPALITY

FORMAT = 1
MANIFEST = "population.json"
AGAIN = "`todoke population make` で作り直すか、正しいファイルに戻してください"

_STRUCTURE = {"person", "household", "relation", "parents", "complete"}
_NEEDED = {"persons": ("person", "household", "relation"), "households": ("household", "complete")}
_RECEIVES = "receives:"
_REGISTER = "register."
"""Columns of the register itself, which no rule reads, begin so and are passed over."""


@dataclass(frozen=True, slots=True)
class PopulationFolder:
    """A folder as its ``population.json`` describes it."""

    path: Path
    name: str
    on: date
    parts: Mapping[str, Mapping[str, Any]]
    identity: str

    @classmethod
    def open(cls, path: Path, content: Content) -> PopulationFolder:
        """Read the description. Raises PopulationError."""
        manifest = path / MANIFEST
        try:
            raw = manifest.read_bytes()
            told = json.loads(raw)
            form, on, parts = told["format"], date.fromisoformat(told["on"]), dict(told["parts"])
        except FileNotFoundError:
            raise PopulationError(
                f"{manifest} がありません。住民データのフォルダーを指定してください"
            ) from None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise PopulationError(f"{manifest} を読めません({type(error).__name__})。{AGAIN}") from error
        if form != FORMAT:
            raise PopulationError(f"{manifest} の形式 {form} は読めません(読める形式: {FORMAT})")
        for code in parts:
            if code not in content.municipalities:
                raise PopulationError(
                    f"{manifest} の区市町村 {code} はありません。団体コードを直してください"
                )
        return cls(path, str(told.get("name", path.name)), on, parts, hashlib.sha256(raw).hexdigest())

    def part(self, code: str, content: Content) -> PopulationPart:
        """Return the residents of one municipality."""
        return PopulationPart(self.path / f"municipality={code}", code, self.on, self.parts[code], content)

    @property
    def unlisted(self) -> list[str]:
        """The municipalities that have a folder and are not listed."""
        found = (each.name.partition("=")[2] for each in self.path.glob("municipality=*"))
        return sorted(code for code in found if code not in self.parts)


@dataclass(slots=True, weakref_slot=True)
class _File:
    """One Parquet file, read column by column."""

    path: Path
    needed: tuple[str, ...]
    sha256: str | None
    _opened: pq.ParquetFile | None = None
    _leaves: dict[str, int] = field(default_factory=dict)

    def open(self) -> pq.ParquetFile:
        if self._opened is None:
            try:
                with self.path.open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
                if self.sha256 not in (None, found):
                    raise PopulationError(
                        f"{self.path} の中身が {MANIFEST} の記録と合いません(壊れたか、途中で変わりました)。{AGAIN}"
                    )
                texts = [each.name for each in pq.read_schema(self.path) if pa.types.is_string(each.type)]
                self._opened = pq.ParquetFile(self.path, read_dictionary=texts, memory_map=True)
            except FileNotFoundError:
                raise PopulationError(f"{self.path} がありません。{AGAIN}") from None
            except (pa.ArrowException, OSError) as error:
                raise self.unreadable(error) from error
            for name in self.needed:
                if name not in self._opened.schema_arrow.names:
                    raise PopulationError(f"{self.path} に列 {name} がありません。{AGAIN}")
        return self._opened

    def unreadable(self, error: Exception) -> PopulationError:
        return PopulationError(f"{self.path} を読めません({type(error).__name__}。壊れています)。{AGAIN}")

    def names(self) -> list[str]:
        return [str(name) for name in self.open().schema_arrow.names]

    def read(self, name: str) -> pa.ChunkedArray:
        try:
            # Past `read`, which looks through the names of all columns for every one.
            return self.open().reader.read_all([self._leaf(name)], use_threads=False).column(0)
        except (pa.ArrowException, OSError) as error:
            raise self.unreadable(error) from error

    def _leaf(self, name: str) -> int:
        if not self._leaves:
            schema = self.open().metadata.schema
            paths = [schema.column(leaf).path for leaf in range(len(schema))]
            self._leaves.update({path.partition(".list.")[0]: leaf for leaf, path in enumerate(paths)})
        return self._leaves[name]

    def ids(self, name: str) -> Array:
        column = self.read(name)
        if not pa.types.is_integer(column.type) or column.null_count:
            raise PopulationError(f"{self.path} の列 {name} は、空きのない int64 にしてください")
        found: Array = column.to_numpy()
        return found.astype(np.int64, copy=False)


class PopulationPart:
    """The residents of one municipality in a population folder."""

    def __init__(self, path: Path, code: str, on: date, told: Mapping[str, Any], content: Content) -> None:
        """Name the two files; nothing is read yet."""
        self.municipality, self.on, self.content = code, on, content
        self.problems: list[Problem] = []
        self._files = {
            kind: _File(path / f"{kind}.parquet", needed, told.get(f"{kind}_sha256"))
            for kind, needed in _NEEDED.items()
        }

    @cached_property
    def structure(self) -> Structure:
        """Who belongs to which household; what cannot be is set aside and noted as a problem."""
        persons, households = self._files["persons"], self._files["households"]
        relation = self._coded(persons, "relation", lambda word: RELATION_CODE.get(word, 255))
        complete = self._coded(households, "complete", _listed)
        return structured(
            self.municipality,
            person_ids=persons.ids("person"),
            household_of=persons.ids("household"),
            relation=relation.astype(np.uint8),
            household_ids=households.ids("household"),
            complete=complete.astype(np.uint32),
            parents=self._parents(persons),
            problems=self.problems,
        )

    @staticmethod
    def _coded(file: _File, name: str, meaning: Any) -> Array:
        column = file.read(name)
        if not pa.types.is_dictionary(column.type):
            raise PopulationError(f"{file.path} の列 {name} は、文字(string)にしてください")
        pieces = [np.zeros(0, np.uint32)]
        for chunk in column.chunks:
            codes = np.array([meaning(word) for word in [*chunk.dictionary.to_pylist(), None]], np.uint32)
            pieces.append(codes[np.where(chunk.is_valid(), dictionary_indexes(chunk), len(codes) - 1)])
        return np.concatenate(pieces)

    @staticmethod
    def _parents(file: _File) -> tuple[Array, Array] | None:
        """Return how many parents each person has by name (-1: as relations tell), and all their ids."""
        if "parents" not in file.names():
            return None
        column = file.read("parents").combine_chunks()
        if not pa.types.is_list(column.type):
            raise PopulationError(f"{file.path} の列 parents は、list<int64> にしてください")
        counts = column.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False)
        return counts, column.flatten().to_numpy(zero_copy_only=False).astype(np.int64)

    @cached_property
    def names(self) -> dict[str, tuple[_File, dict[str, str]]]:
        """The columns by the name they have in a block: their file, and the physical columns by suffix."""
        found: dict[str, tuple[_File, dict[str, str]]] = {}
        for kind, file in self._files.items():
            entity = "person." if kind == "persons" else "household."
            for name in file.names():
                base, mark, suffix = name.partition("~")
                if name in _STRUCTURE or name.startswith(_REGISTER):
                    continue
                if not self._is_known(base, entity, mark + suffix):
                    message = "属性辞書にない列なので読みませんでした"
                    self.problems.append(Problem(self.municipality, name, message))
                    continue
                inside = base
                if base.startswith(_RECEIVES) and kind == "households":
                    inside = household_receives(base.removeprefix(_RECEIVES))
                found.setdefault(inside, (file, {}))[1][mark + suffix] = name
        return dict(sorted(found.items()))

    def _is_known(self, base: str, entity: str, suffix: str) -> bool:
        if base.startswith(_RECEIVES):
            return not suffix
        fact = self.content.facts.get(base)
        if fact is None or not base.startswith(entity) or base == MUNICIPALITY:
            return False
        rough = ("", "~choices") if isinstance(fact.type, Code) else ("", "~low", "~high")
        return suffix in (rough if fact.type.kind != "boolean" else ("",))

    def column(self, name: str) -> tuple[Column, list[tuple[str, Array]]]:
        """Return a column of all rows as they stand in the file, and the rows of each mistake."""
        file, columns = self.names[name]
        told = Told(
            name,
            kind_of(name, self.content),
            self.on,
            {s: file.read(physical) for s, physical in columns.items()},
        )
        try:
            return told.column(), told.wrong
        except WrongTypeError as error:
            raise PopulationError(f"{file.path} の列 {name}: {error}") from error

    def stored(self, number: int, household_ids: Array) -> Encoded | None:
        """Return nothing: what is in the folder is new."""
        return None


def _listed(words: str | None) -> int:
    """Return the bits of the relations of which every member is listed; 65536 where the words are not known."""
    if words is None or words == "":
        return 0
    if words == "all":
        return ALL_LISTED
    relations = words.split(",")
    if not all(relation in RELATION_CODE for relation in relations):
        return 1 << 16
    return sum(1 << RELATION_CODE[relation] for relation in set(relations))
