"""Crowds as Parquet: one row group a batch, the same bytes for the same crowd (書き出し)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from todoke.population.crowd import Crowd, Told
from todoke.population.folder import HOUSEHOLDS, PERSONS, Part, finish_part, path_of, sha256_of
from todoke.residents.block import Array
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, Number
from todoke.rules.household import RELATIONS

IDS_OF_A_MUNICIPALITY = 10**9
"""Ids begin with the municipality that gave them out first (its five figures), and are never given twice."""

_DECIMAL_UNITS = frozenset({"rate", "square_meters", "hours", "points"})
Kinds = Mapping[str, str]


def kinds_of(content: Content) -> dict[str, str]:
    """Return how each fact is stored: bool, code, date, decimal or int."""
    kinds: dict[str, str] = {}
    for fact_id, fact in content.facts.items():
        match fact.type:
            case Boolean():
                kinds[fact_id] = "bool"
            case Code():
                kinds[fact_id] = "code"
            case Date():
                kinds[fact_id] = "date"
            case Number() if fact.type.unit in _DECIMAL_UNITS:
                kinds[fact_id] = "decimal"
            case _:
                kinds[fact_id] = "int"
    return kinds


def array_of(values: Array, kind: str, said: Array | None, entries: tuple[str, ...] = ()) -> pa.Array:
    """Return a column's values as Arrow stores them; null where nobody said them."""
    mask = None if said is None else ~said
    if kind == "bool":
        return pa.array(values, pa.bool_(), mask=mask)
    if kind == "code":
        return pa.DictionaryArray.from_arrays(
            pa.array(values, pa.int8(), mask=mask), pa.array(entries, pa.string())
        )
    if kind == "date":
        return pa.array(values.astype(np.int32, copy=False), pa.int32(), mask=mask).view(pa.date32())
    whole = pa.array(values.astype(np.int64, copy=False), pa.int64(), mask=mask)
    return whole.cast(pa.decimal128(18, 3)) if kind == "decimal" else whole


def columns_of(fact: str, told: Told, kind: str) -> dict[str, pa.Array]:
    """Return the one column of a fact, or the three of a fact that is known of some only roughly."""
    if told.rough is None or told.high is None:
        return {fact: array_of(told.values, kind, told.said, told.entries)}
    said = np.ones(len(told.values), np.bool_) if told.said is None else told.said
    bounded = told.rough if told.open is None else told.rough & ~told.open
    return {
        fact: array_of(told.values, kind, said & ~told.rough),
        f"{fact}~low": array_of(told.values, kind, said & told.rough),
        f"{fact}~high": array_of(told.high, kind, said & bounded),
    }


class PartWriter:
    """Writes one municipality's two files under temporary names, and renames them when they are whole."""

    def __init__(self, folder: Path, code: str, kinds: Kinds) -> None:
        """Begin; nothing is written before the first crowd."""
        self.folder, self.code, self.kinds = folder, code, kinds
        self.person = self.household = int(code[:5]) * IDS_OF_A_MUNICIPALITY + 1
        self.persons = self.households = 0
        self._writers: dict[str, Any] = {}
        path_of(folder, code, PERSONS).parent.mkdir(parents=True, exist_ok=True)

    def add(self, crowd: Crowd) -> None:
        """Write one batch."""
        household = self.household + np.arange(crowd.households, dtype=np.int64)
        complete = pa.DictionaryArray.from_arrays(pa.array(crowd.complete, pa.int8()), pa.array(["", "all"]))
        relation = pa.DictionaryArray.from_arrays(pa.array(crowd.relation, pa.uint8()), pa.array(RELATIONS))
        tables: dict[str, dict[str, pa.Array]] = {
            HOUSEHOLDS: {"household": pa.array(household), "complete": complete},
            PERSONS: {
                "person": pa.array(self.person + np.arange(crowd.persons, dtype=np.int64)),
                "household": pa.array(household[crowd.household]),
                "relation": relation,
                "register.moved_in_on": array_of(crowd.moved_in, "date", None),
            },
        }
        for fact, told in crowd.facts.items():
            kind = "bool" if "receives:" in fact else self.kinds[fact]
            of_household = fact.startswith("household")
            name = fact.removeprefix("household/")
            tables[HOUSEHOLDS if of_household else PERSONS].update(columns_of(name, told, kind))
        for table, columns in tables.items():
            self.write(table, pa.table(columns))
        self.household += crowd.households
        self.person += crowd.persons

    def write(self, table: str, rows: pa.Table) -> None:
        """Write rows as one row group."""
        if table not in self._writers:
            self._writers[table] = writer_of(self._temporary(table), rows.schema)
        self._writers[table].write_table(rows, row_group_size=max(1, rows.num_rows))
        if table == PERSONS:
            self.persons += rows.num_rows
        else:
            self.households += rows.num_rows

    def close(self) -> Part:
        """Finish both files and return what was written."""
        hashes = {}
        for table, writer in self._writers.items():
            writer.close()
            temporary = self._temporary(table)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            hashes[table] = sha256_of(temporary)
            temporary.replace(path_of(self.folder, self.code, table))
        part = Part(
            self.persons, self.households, hashes[PERSONS], hashes[HOUSEHOLDS], self.person, self.household
        )
        finish_part(self.folder, self.code, part)
        return part

    def _temporary(self, table: str) -> Path:
        path = path_of(self.folder, self.code, table)
        return path.with_name(path.name + ".part")

    def __enter__(self) -> PartWriter:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no half files behind when something went wrong."""
        if error is None:
            return
        for table in self._writers:
            self._temporary(table).unlink(missing_ok=True)


def writer_of(path: Path, schema: pa.Schema) -> Any:
    """Return a Parquet writer: codes as dictionaries, the rest plain, compressed lightly."""
    words = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=words,
        write_statistics=["household"],
        data_page_size=1 << 20,
    )
