"""Many rows at once, as columns (まとめて読み書き): past Django's objects, which take most of the time of a night.

Only what is asked for in columns is read and written so: no signal is sent, no model's ``save`` is called. The scope
holds as everywhere: what is read is a query of a scoped manager, what is written is checked before any row is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any, TypeAlias, cast

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import QuerySet

from todoke.apps.tenancy.querysets import Tenancy
from todoke.apps.tenancy.scope import OutOfScopeError, current_scope
from todoke.base.collecting import no_collecting
from todoke.residents.block import Array

FEW = 30_000
"""Of so many persons rows are asked for by their numbers; of more all rows are read, which is quicker."""

_AT_ONCE = 50_000
_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@dataclass(frozen=True, slots=True)
class Coded:
    """A column in which few values come again and again: the values, and for each row the place of its value."""

    values: Sequence[Any]
    of: Array
    """Integers, one for each row."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.of)


_Fields: TypeAlias = "Sequence[models.Field[Any, Any]]"
Column: TypeAlias = "Array | Sequence[Any] | Coded"
"""What can be written: numbers as they are, anything else as Django's field takes it."""


def read_columns(rows: QuerySet[Any, tuple[Any, ...]], *kinds: Any) -> tuple[Array, ...]:
    """Return a query of plain numbers (``values_list``, annotations last) as columns of these dtypes, in one query.

    NULL cannot be told from a number: give such a column a value with ``Coalesce``.
    """
    parts: list[list[Array]] = [[np.zeros(0, kind)] for kind in kinds]
    with no_collecting():
        for some in _read(rows):
            for column, kind, values in zip(parts, kinds, zip(*some, strict=True), strict=True):
                column.append(np.array(values, kind))
    return tuple(np.concatenate(column) for column in parts)


def read_texts(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query as the database's tuples, tens of thousands at once."""
    return _read(rows)


def _read(rows: QuerySet[Any, Any]) -> Iterator[list[tuple[Any, ...]]]:
    try:
        statement, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        while some := cursor.fetchmany(_AT_ONCE):
            yield some


def write_columns(model: type[models.Model], columns: Mapping[str, Column]) -> int:
    """Write rows, all or none; return how many. ``columns`` are named as attributes and equally long.

    Every column without a default of the database must be given: defaults of Django's fields are not filled in.

    Raises:
        ValueError: columns of several lengths.
        OutOfScopeError: rows of a municipality outside the scope.
        IntegrityError: a constraint forbids one of them.
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of {model.__name__} are not equally long")
    count = lengths.pop() if lengths else 0
    _check_scope(model, columns)
    if count:
        fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in columns]
        write = _copy if connection.vendor == "postgresql" else _insert
        with transaction.atomic(), no_collecting():
            write(model, fields, list(columns.values()), count)
    return count


def _check_scope(model: type[models.Model], columns: Mapping[str, Column]) -> None:
    tenancy = getattr(model, "tenancy", None)
    if not isinstance(tenancy, Tenancy) or current_scope().everything:
        return
    areas = columns[tenancy.area]
    if not set(areas.values if isinstance(areas, Coded) else areas) <= current_scope().areas:
        raise OutOfScopeError(f"rows of {model.__name__} are of municipalities outside the scope")


def _insert(model: type[models.Model], fields: _Fields, columns: list[Column], count: int) -> None:
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'
    plain = [_as_sqlite(field) for field in fields]
    with connection.cursor() as cursor:
        for first in range(0, count, _AT_ONCE):
            some = map(partial(_values, first=first), columns, plain)
            cursor.executemany(statement, list(zip(*some, strict=True)))


def _copy(model: type[models.Model], fields: _Fields, columns: list[Column], count: int) -> None:
    # Into a table of this transaction first: PostgreSQL copies into no table that has policies.
    names = ", ".join(f'"{field.column}"' for field in fields)
    table, waiting = model._meta.db_table, f"copied_{model._meta.db_table}"[:60]
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMPORARY TABLE "{waiting}" ON COMMIT DROP AS SELECT {names} FROM "{table}" WITH NO DATA'
        )
        with cursor.copy(f'COPY pg_temp."{waiting}" ({names}) FROM STDIN') as copy:
            for first in range(0, count, _AT_ONCE):
                some = map(partial(_values, first=first), columns, repeat(_as_copied))
                copy.write("\n".join(map("\t".join, zip(*some, strict=True))) + "\n")
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM pg_temp."{waiting}"')
        cursor.execute(f'DROP TABLE pg_temp."{waiting}"')


def _values(column: Column, plain: Callable[[Any], Any], *, first: int) -> list[Any]:
    """Return some of a column's values as the database takes them; those that come again are worked out once."""
    if isinstance(column, Coded):
        values = [plain(value) for value in column.values]
        return [values[place] for place in column.of[first : first + _AT_ONCE].tolist()]
    some = column[first : first + _AT_ONCE]
    if not isinstance(some, np.ndarray):
        return [plain(value) for value in some]
    whole: list[Any] = some.tolist()
    if some.dtype.kind in "iu":
        return list(map(str, whole)) if plain is _as_copied else whole
    return [plain(value) for value in whole]


def _as_sqlite(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)


def _as_copied(value: Any) -> str:
    match value:
        case None:
            return _NULL
        case bool():
            return "t" if value else "f"
        case int() | float():
            return str(value)
        case str():
            return value.translate(_ESCAPES)
        case date() | datetime():
            return value.isoformat()
        case bytes():
            return rf"\\x{value.hex()}"
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return str(value)


def alike(value: Any, count: int) -> Coded:
    """Return a column of one value.

    >>> alike("132080", 2).values, alike("132080", 2).of.tolist()
    (['132080'], [0, 0])
    """
    return Coded([value], np.zeros(count, np.int8))


def coded(values: Sequence[Any]) -> Coded:
    """Return a column in which each value is kept once.

    >>> coded(["a", "b", "a"]).of.tolist()
    [0, 1, 0]
    """
    places: dict[Any, int] = {}
    of = [places.setdefault(value, len(places)) for value in values]
    return Coded(list(places), np.array(of, np.int64))
