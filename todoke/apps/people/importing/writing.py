"""Writing many rows into the tables of people: by binary COPY into PostgreSQL, many at a time into SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from todoke.residents.block import Array
from todoke.residents.packing import Packed

_POSTGRES_EPOCH = 730_120  # 2000-01-01
_COPY_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"
_TABLES = ("people_household", "people_person", "people_parentage")

_HOUSEHOLD_COLUMNS = "id, municipality_id, complete, facts"
_PERSON_COLUMNS = "id, household_id, municipality_id, relation, parents_named, birth_low, birth_high, facts"


@dataclass(frozen=True, slots=True)
class HouseholdRows:
    """Households of one municipality."""

    ids: Array
    municipality: str
    complete: Array
    facts: Packed


@dataclass(frozen=True, slots=True)
class PersonRows:
    """Persons of one municipality; births are ordinals of days."""

    ids: Array
    households: Array
    municipality: str
    relation: Array
    parents_named: Array
    birth_low: Array
    birth_high: Array
    facts: Packed


class Writer(Protocol):
    """Writes rows; the indexes are made when all are there."""

    def write(self, rows: tuple[HouseholdRows, PersonRows], pairs: tuple[Array, Array]) -> None:
        """Write households with their members, and who is whose parent by name."""
        ...


@contextmanager
def writer(connection: Any) -> Iterator[Writer]:
    """Empty the tables and give a writer; afterwards make their indexes again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            yield from _postgresql(cursor)
        else:
            yield from _sqlite(cursor)


def _postgresql(cursor: Any) -> Iterator[Writer]:
    names = ", ".join(f"'{table}'" for table in _TABLES)
    cursor.execute(
        f"SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        f"WHERE contype = 'f' AND conrelid::regclass::text IN ({names}) ORDER BY conname"
    )
    keys = cursor.fetchall()
    cursor.execute(
        f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({names}) AND schemaname = current_schema() "
        f"AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u')) ORDER BY indexname"
    )
    indexes = cursor.fetchall()
    cursor.execute(
        f"SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname IN ({names}) "
        f"AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    )
    forced = [table for (table,) in cursor.fetchall()]
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in forced:  # no COPY into a table whose policy holds its owner; within this transaction only
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for table, name, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(f"TRUNCATE {', '.join(_TABLES)} CASCADE")  # what hangs on them is empty by now
    yield PostgreSQLWriter(cursor)
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in _TABLES:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), "
            f"false)"
        )
        cursor.execute(f"ANALYZE {table}")
    for table in forced:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _sqlite(cursor: Any) -> Iterator[Writer]:
    names = ", ".join(f"'{table}'" for table in _TABLES)
    cursor.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({names})"
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    for table in reversed(_TABLES):
        cursor.execute(f"DELETE FROM {table}")
    yield SQLiteWriter(cursor)
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("ANALYZE")


def _field(name: str, kind: str) -> list[tuple[str, str]]:
    return [(f"{name}_length", ">i4"), (name, kind)]


_HOUSEHOLD = np.dtype(
    [
        ("fields", ">i2"),
        *_field("id", ">i8"),
        *_field("municipality", "S6"),
        *_field("complete", ">i2"),
        ("facts_length", ">i4"),
    ]
)
_PERSON = np.dtype(
    [
        ("fields", ">i2"),
        *_field("id", ">i8"),
        *_field("household", ">i8"),
        *_field("municipality", "S6"),
        *_field("relation", ">i2"),
        *_field("named", "?"),
        *_field("low", ">i4"),
        *_field("high", ">i4"),
        ("facts_length", ">i4"),
    ]
)


class PostgreSQLWriter:
    """Writes by binary COPY into tables emptied in this transaction, so that no row has to be looked at again."""

    def __init__(self, cursor: Any) -> None:
        """Write through a cursor."""
        self._cursor = cursor

    def write(self, rows: tuple[HouseholdRows, PersonRows], pairs: tuple[Array, Array]) -> None:
        """Write households with their members, and who is whose parent by name."""
        households, persons = rows
        heads = _heads(
            _HOUSEHOLD,
            households.facts,
            id=households.ids,
            municipality=households.municipality.encode(),
            complete=households.complete,
        )
        self._copy("people_household", _HOUSEHOLD_COLUMNS, heads, households.facts)
        heads = _heads(
            _PERSON,
            persons.facts,
            id=persons.ids,
            household=persons.households,
            municipality=persons.municipality.encode(),
            relation=persons.relation,
            named=persons.parents_named,
            low=persons.birth_low - _POSTGRES_EPOCH,
            high=persons.birth_high - _POSTGRES_EPOCH,
        )
        self._copy("people_person", _PERSON_COLUMNS, heads, persons.facts)
        if len(pairs[0]):
            with self._cursor.copy("COPY people_parentage (child_id, parent_id) FROM STDIN") as copy:
                for child, parent in zip(*(ids.tolist() for ids in pairs), strict=True):
                    copy.write_row((child, parent))

    def _copy(self, table: str, columns: str, heads: Array, facts: Packed) -> None:
        """Write rows: those whose facts are of one length together."""
        with self._cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary, FREEZE)") as copy:
            copy.write(_COPY_START)
            for length in np.unique(facts.lengths):
                rows, vectors = facts.of_length(int(length))
                before = heads[rows].view(np.uint8).reshape(len(rows), heads.dtype.itemsize)
                copy.write(np.hstack([before, vectors]).tobytes())
            copy.write(_COPY_END)


def _heads(form: np.dtype[Any], facts: Packed, **columns: Any) -> Array:
    """Return what stands before the facts of every row."""
    heads = np.zeros(len(facts.lengths), form)
    heads["fields"] = len(columns) + 1
    heads["facts_length"] = facts.lengths * 8
    for name, values in columns.items():
        heads[name] = values
        heads[f"{name}_length"] = form[name].itemsize
    return heads


class SQLiteWriter:
    """Writes many rows at a time."""

    def __init__(self, cursor: Any) -> None:
        """Write through a cursor."""
        self._cursor = cursor

    def write(self, rows: tuple[HouseholdRows, PersonRows], pairs: tuple[Array, Array]) -> None:
        """Write households with their members, and who is whose parent by name."""
        households, persons = rows
        ordinals = np.unique([persons.birth_low, persons.birth_high]).tolist()
        days = {one: date.fromordinal(one).isoformat() for one in ordinals}
        self._insert(
            "people_household",
            _HOUSEHOLD_COLUMNS,
            households.ids.tolist(),
            [households.municipality] * len(households.ids),
            households.complete.tolist(),
            _vectors(households.facts),
        )
        self._insert(
            "people_person",
            _PERSON_COLUMNS,
            persons.ids.tolist(),
            persons.households.tolist(),
            [persons.municipality] * len(persons.ids),
            persons.relation.tolist(),
            persons.parents_named.tolist(),
            [days[one] for one in persons.birth_low.tolist()],
            [days[one] for one in persons.birth_high.tolist()],
            _vectors(persons.facts),
        )
        self._insert("people_parentage", "child_id, parent_id", *(ids.tolist() for ids in pairs))

    def _insert(self, table: str, names: str, *columns: list[Any]) -> None:
        marks = ", ".join(["%s"] * len(columns))
        self._cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(zip(*columns, strict=True))
        )


def _vectors(facts: Packed) -> list[bytes]:
    content = facts.words.tobytes()
    ends = (facts.starts + facts.lengths) * 8
    return [content[start:end] for start, end in zip((facts.starts * 8).tolist(), ends.tolist(), strict=True)]
