"""Reading whole municipalities out of the tables, past Django: by binary COPY, or row by row from SQLite.

Worker processes read too, so this module needs neither Django's settings nor its connections.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from todoke.residents.block import Array
from todoke.residents.rows import Rows, VectorRows

_POSTGRES_EPOCH = 730_120  # 2000-01-01
_NAMED = 256
_SQLITE_IDS = 20_000
_SQLITE_ROWS = 50_000
_COPY_HEADER = 19
_COUNT, _LENGTH = struct.Struct(">h"), struct.Struct(">i")
_TOGETHER = 16
"""PostgreSQL puts rows together whose ids differ in no more than so many last bits."""

# What PostgreSQL sends of a row beside its facts.
_PERSON = np.dtype(
    [
        ("id", ">i8"),
        ("household", ">i8"),
        ("relation", ">i2"),
        ("low", ">i4"),
        ("high", ">i4"),
        ("facts", ">i4"),
    ]
)
_PERSON_HEAD = (
    f"int8send(id) || int8send(household_id) || int2send((relation + {_NAMED} * parents_named::int)::int2) || "
    "date_send(birth_low) || date_send(birth_high) || int4send(octet_length(facts))"
)
_HOUSEHOLD = np.dtype([("id", ">i8"), ("complete", ">i2"), ("facts", ">i4")])
_HOUSEHOLD_HEAD = "int8send(id) || int2send(complete::int2) || int4send(octet_length(facts))"


class UnreadableTablesError(RuntimeError):
    """The database sent something else than the rows it was asked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """One household to be read again in one municipality."""

    id: int
    household: int
    municipality: str


_CHANGES = "SELECT id, household, municipality FROM people_snapshotchange ORDER BY id"
_SIZES = "SELECT municipality_id, count(*) FROM people_household GROUP BY municipality_id"


class Tables(Protocol):
    """Reads the residents of a municipality: all, or those of some households."""

    def rows(self, municipality: str, households: Sequence[int] | None = None) -> Rows:
        """Return the rows; households that live elsewhere or nowhere are not among them."""
        ...

    def changes(self) -> list[Change]:
        """Return what the snapshot does not have yet."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return the number of households of every municipality that has any."""
        ...

    def shared(self) -> str:
        """Return a name under which other connections see the same state; empty where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """How a process of its own reaches the database; never printed, for it may hold a password."""

    vendor: str
    parameters: dict[str, Any]
    snapshot: str = ""
    """The state of PostgreSQL's tables that another connection holds open, to read the same."""

    def __repr__(self) -> str:
        return f"Address({self.vendor})"

    @contextmanager
    def open(self) -> Iterator[Tables]:
        """Open a connection of its own that only reads."""
        if self.vendor == "postgresql":
            import psycopg

            with psycopg.connect(**self.parameters, autocommit=True) as connection:
                connection.execute("SET app.everything = 'snapshot'")
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                if self.snapshot:
                    connection.execute(f"SET TRANSACTION SNAPSHOT '{self.snapshot}'")
                yield PostgreSQLTables(connection)
                connection.execute("COMMIT")
            return
        reading = sqlite3.connect(**self.parameters, isolation_level=None)
        try:
            reading.execute("PRAGMA mmap_size=1073741824")
            reading.execute("BEGIN")
            yield SQLiteTables(reading)
        finally:
            reading.close()

    def sharing(self, tables: Tables) -> Address:
        """Return the address at which others see the tables as this reader does, where the database can do that."""
        return replace(self, snapshot=tables.shared())


class PostgreSQLTables:
    """Reads by ``COPY … TO STDOUT (FORMAT binary)``, tens of thousands of rows in one.

    PostgreSQL itself puts many rows together, their heads (of one length) and their facts apart: so this process
    has nothing to do for a single row, which takes three quarters of the time of reading row by row.
    """

    def __init__(self, connection: Any) -> None:
        """Read through a psycopg connection."""
        self._connection = connection

    def rows(self, municipality: str, households: Sequence[int] | None = None) -> Rows:
        """Return the rows of a municipality, or of some of its households."""
        where = f"municipality_id = '{_code(municipality)}'"
        some = "" if households is None else f"ANY('{{{','.join(map(str, map(int, households)))}}}'::int8[])"
        one = f" AND household_id = {some}" if some else ""
        persons, person_facts = self._copied(
            _PERSON, _PERSON_HEAD, f"people_person WHERE {where}{one}", "household_id"
        )
        itself = f" AND id = {some}" if some else ""
        of_households, household_facts = self._copied(
            _HOUSEHOLD, _HOUSEHOLD_HEAD, f"people_household WHERE {where}{itself}", "id"
        )
        child, parent = self._pairs(
            f"person.{where}" + (f" AND person.household_id = {some}" if some else "")
        )
        relation = persons["relation"].astype(np.int32)
        return Rows(
            household_ids=of_households["id"].astype(np.int64),
            complete=of_households["complete"].astype(np.int32),
            household_facts=household_facts,
            person_ids=persons["id"].astype(np.int64),
            household_of=persons["household"].astype(np.int64),
            relation=(relation % _NAMED).astype(np.uint8),
            parents_named=relation >= _NAMED,
            birth_low=persons["low"].astype(np.int32) + np.int32(_POSTGRES_EPOCH),
            birth_high=persons["high"].astype(np.int32) + np.int32(_POSTGRES_EPOCH),
            person_facts=person_facts,
            child=child,
            parent=parent,
        )

    def changes(self) -> list[Change]:
        """Return what the snapshot does not have yet."""
        return [Change(*row) for row in self._connection.execute(_CHANGES).fetchall()]

    def sizes(self) -> dict[str, int]:
        """Return the number of households of every municipality that has any."""
        return dict(self._connection.execute(_SIZES).fetchall())

    def shared(self) -> str:
        """Return the name of this transaction's state."""
        return str(self._connection.execute("SELECT pg_export_snapshot()").fetchone()[0])

    def _pairs(self, where: str) -> tuple[Array, Array]:
        found = self._connection.execute(_PAIRS + where).fetchall()
        return _columns(found)

    def _copied(self, form: np.dtype[Any], head: str, rows: str, by: str) -> tuple[Array, VectorRows]:
        """Return the heads of all rows, and where their facts stand. Rows of near ids (``by``) are put together."""
        query = (
            f"SELECT string_agg({head}, ''::bytea), string_agg(facts, ''::bytea) FROM {rows} "
            f"GROUP BY {by} >> {_TOGETHER} ORDER BY {by} >> {_TOGETHER}"
        )
        heads, facts = [], []
        for fields in _copy_out(self._connection.pgconn, query):
            heads.append(np.frombuffer(fields[0], form))
            facts.append(np.frombuffer(fields[1], "<u8"))
        found = np.concatenate([np.zeros(0, form), *heads])
        words = np.concatenate([np.zeros(0, "<u8"), *facts])
        lengths = found["facts"].astype(np.int64)
        if (lengths % 8).any() or int(lengths.sum()) != words.nbytes:
            raise UnreadableTablesError("facts of another length than their rows say")
        return found, VectorRows(words, (np.cumsum(lengths) - lengths) // 8, lengths // 8)


def _copy_out(pgconn: Any, query: str) -> Iterator[list[bytes]]:
    """Yield the fields of every row that a query gives. Raises UnreadableTablesError."""
    from psycopg import pq

    result = pgconn.exec_(f"COPY ({query}) TO STDOUT (FORMAT binary)".encode())
    if result.status != pq.ExecStatus.COPY_OUT:
        raise UnreadableTablesError(f"COPY was refused: {result.error_field(pq.DiagnosticField.SQLSTATE)!r}")
    size, row = pgconn.get_copy_data(0)
    at = _COPY_HEADER
    while size > 0:
        (count,) = _COUNT.unpack_from(row, at)
        at += _COUNT.size
        fields = []
        for _ in range(count):  # the last row says -1: there are no more
            (length,) = _LENGTH.unpack_from(row, at)
            at += _LENGTH.size + length
            fields.append(bytes(row[at - length : at]))
        if fields:
            yield fields
        size, row = pgconn.get_copy_data(0)
        at = 0
    while (last := pgconn.get_result()) is not None:
        if last.status != pq.ExecStatus.COMMAND_OK:
            raise UnreadableTablesError(f"COPY broke off: {last.error_field(pq.DiagnosticField.SQLSTATE)!r}")


class SQLiteTables:
    """Reads row by row, many at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through a connection of the standard library."""
        self._connection = connection

    def rows(self, municipality: str, households: Sequence[int] | None = None) -> Rows:
        """Return the rows of a municipality, or of some of its households."""
        where = f"municipality_id = '{_code(municipality)}'"
        persons = _Gathered(5)
        of_households = _Gathered(2)
        pairs: list[tuple[int, int]] = []
        for some in _some(households):
            one = f" AND household_id IN ({some})" if some else ""
            persons.add(
                self._connection.execute(
                    f"SELECT id, household_id, relation + {_NAMED} * parents_named, "
                    f"julianday(birth_low) - 1721424.5, julianday(birth_high) - 1721424.5, facts "
                    f"FROM people_person WHERE {where}{one}"
                )
            )
            itself = f" AND id IN ({some})" if some else ""
            of_households.add(
                self._connection.execute(
                    f"SELECT id, complete, facts FROM people_household WHERE {where}{itself}"
                )
            )
            pairs += self._connection.execute(
                _PAIRS + f"person.{where}" + (f" AND person.household_id IN ({some})" if some else "")
            ).fetchall()
        person, household_of, relation, low, high = persons.columns()
        household, complete = of_households.columns()
        child, parent = _columns(pairs)
        return Rows(
            household_ids=household,
            complete=complete.astype(np.int32),
            household_facts=of_households.facts(),
            person_ids=person,
            household_of=household_of,
            relation=(relation % _NAMED).astype(np.uint8),
            parents_named=relation >= _NAMED,
            birth_low=low.astype(np.int32),
            birth_high=high.astype(np.int32),
            person_facts=persons.facts(),
            child=child,
            parent=parent,
        )

    def changes(self) -> list[Change]:
        """Return what the snapshot does not have yet."""
        return [Change(*row) for row in self._connection.execute(_CHANGES)]

    def sizes(self) -> dict[str, int]:
        """Return the number of households of every municipality that has any."""
        return dict(self._connection.execute(_SIZES).fetchall())

    def shared(self) -> str:
        """Return nothing: connections to SQLite cannot share a state."""
        return ""


class _Gathered:
    """Numbers and facts of rows, read many at a time."""

    def __init__(self, numbers: int) -> None:
        self._numbers = [[np.zeros(0, np.int64)] for _ in range(numbers)]
        self._content: list[bytes] = []
        self._lengths: list[Array] = [np.zeros(0, np.int64)]

    def add(self, cursor: sqlite3.Cursor) -> None:
        while rows := cursor.fetchmany(_SQLITE_ROWS):
            *numbers, facts = zip(*rows, strict=True)
            for pieces, some in zip(self._numbers, numbers, strict=True):
                pieces.append(np.array(some).astype(np.int64))
            self._content.append(b"".join(facts))
            self._lengths.append(np.fromiter(map(len, facts), np.int64, len(facts)))

    def columns(self) -> list[Array]:
        return [np.concatenate(pieces) for pieces in self._numbers]

    def facts(self) -> VectorRows:
        lengths = np.concatenate(self._lengths)
        if (lengths % 8).any():
            raise UnreadableTablesError("facts of another length than vectors have")
        words = np.frombuffer(b"".join(self._content), "<u8")
        return VectorRows(words, (np.cumsum(lengths) - lengths) // 8, lengths // 8)


_PAIRS = (
    "SELECT parentage.child_id, parentage.parent_id FROM people_parentage parentage "
    "JOIN people_person person ON person.id = parentage.child_id WHERE "
)


def _columns(pairs: Iterable[tuple[int, int]]) -> tuple[Array, Array]:
    table = np.array(list(pairs), np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _some(households: Sequence[int] | None) -> Iterator[str]:
    if households is None:
        yield ""
        return
    for start in range(0, len(households), _SQLITE_IDS):
        yield ",".join(map(str, map(int, households[start : start + _SQLITE_IDS])))


def _code(municipality: str) -> str:
    """Return the code, which goes into a query as it is; raises ValueError for anything but six digits."""
    if not (municipality.isascii() and municipality.isdigit() and len(municipality) == 6):
        raise ValueError("not a code of a municipality")
    return municipality
