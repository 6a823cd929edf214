"""A table of rows that can be changed column by column (書きかえる表)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from todoke.population.crowd import EPOCH
from todoke.residents.block import RELATION_CODE, Array

_BOUNDS = ("~low", "~high")


class Sheet:
    """Rows of an Arrow table; a column is taken apart when first touched and put together again at the end.

    Days are whole numbers from 1970-01-01, codes places in :meth:`entries`.
    """

    def __init__(self, table: pa.Table) -> None:
        """Wrap a table; it is not changed."""
        self._table = table
        self._values: dict[str, Array] = {}
        self._said: dict[str, Array] = {}
        self._entries: dict[str, list[str]] = {}
        self._changed: set[str] = set()

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._table.num_rows)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a column."""
        return name in self._table.schema.names

    @property
    def schema(self) -> pa.Schema:
        """The columns and their types."""
        return self._table.schema

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return list(self._table.schema.names)

    def values(self, name: str) -> Array:
        """Return the values of a column; what stands where nobody said it means nothing."""
        self._take_apart(name)
        return self._values[name]

    def said(self, name: str) -> Array:
        """Tell of each row whether the column says something exactly."""
        self._take_apart(name)
        return self._said[name]

    def is_code(self, name: str, *codes: str) -> Array:
        """Tell of each row whether its code is surely one of these."""
        values, said = self.values(name), self.said(name)
        found: Array = said & np.isin(
            values, [self._entries[name].index(c) for c in codes if c in self._entries[name]]
        )
        return found

    def is_true(self, name: str) -> Array:
        """Tell of each row whether it is surely true."""
        found: Array = self.said(name) & self.values(name).astype(np.bool_)
        return found

    def is_false(self, name: str) -> Array:
        """Tell of each row whether it is surely false."""
        found: Array = self.said(name) & ~self.values(name).astype(np.bool_)
        return found

    def relations(self) -> Array:
        """Return the relation of each row as :data:`RELATION_CODE` codes it."""
        places = self.values("relation")
        coded = np.array([RELATION_CODE[each] for each in self._entries["relation"]], np.uint8)
        found: Array = coded[places]
        return found

    def put(self, name: str, rows: Array, value: Any) -> None:
        """Say a value (one for all, or one for each row) exactly; a code by its name. Nothing if no such column."""
        if name not in self or not len(rows):
            return
        self._take_apart(name)
        if isinstance(value, str):
            entries = self._entries[name]
            if value not in entries:
                entries.append(value)
            value = entries.index(value)
        self._values[name][rows] = value
        self._said[name][rows] = True
        self._changed.add(name)
        self._unsay_bounds(name, rows)

    def unsay(self, rows: Array, *names: str) -> None:
        """Take away what was said in these rows, exactly or roughly."""
        if not len(rows):
            return
        for name in names:
            if name not in self:
                continue
            self._take_apart(name)
            if self._said[name][rows].any():
                self._said[name][rows] = False
                self._changed.add(name)
            self._unsay_bounds(name, rows)

    def _unsay_bounds(self, name: str, rows: Array) -> None:
        for bound in _BOUNDS:
            column = name + bound
            if column in self:
                self._take_apart(column)
                if self._said[column][rows].any():
                    self._said[column][rows] = False
                    self._changed.add(column)

    def _take_apart(self, name: str) -> None:
        if name in self._values:
            return
        column = self._table[name].combine_chunks()
        column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        self._said[name] = np.asarray(column.is_valid())
        kind = column.type
        if pa.types.is_dictionary(kind):
            self._entries[name] = column.dictionary.to_pylist()
            column = column.indices
            self._values[name] = np.asarray(column.fill_null(0)).astype(np.int8)
        elif pa.types.is_date32(kind):
            self._values[name] = np.asarray(column.view(pa.int32()).fill_null(0)).copy()
        elif pa.types.is_boolean(kind):
            self._values[name] = np.asarray(column.fill_null(False)).copy()
        else:
            self._values[name] = np.asarray(column.fill_null(0)).copy()
        self._said[name] = self._said[name].copy()
        self._values[name].flags.writeable = True

    def table(self) -> pa.Table:
        """Return the table with its changes."""
        table = self._table
        for name in sorted(self._changed):
            kind = table.schema.field(name).type
            values, mask = self._values[name], ~self._said[name]
            if pa.types.is_dictionary(kind):
                indices = pa.array(values, kind.index_type, mask=mask)
                column = pa.DictionaryArray.from_arrays(indices, pa.array(self._entries[name], pa.string()))
            elif pa.types.is_date32(kind):
                column = pa.array(values.astype(np.int32), pa.int32(), mask=mask).view(pa.date32())
            else:
                column = pa.array(values, kind, mask=mask)
            table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
        return table


def empty_rows(schema: pa.Schema, count: int) -> Sheet:
    """Return a sheet of rows nobody has said anything of."""
    columns = []
    for field in schema:
        if pa.types.is_dictionary(field.type):
            indices = pa.array(np.zeros(count, np.int8), field.type.index_type, mask=np.ones(count, np.bool_))
            columns.append(pa.DictionaryArray.from_arrays(indices, pa.array([], pa.string())))
        else:
            columns.append(pa.nulls(count, field.type))
    return Sheet(pa.Table.from_arrays(columns, schema=schema))


def day_number(ordinal: int) -> int:
    """Return a day in days from 1970-01-01, from its proleptic ordinal."""
    return ordinal - EPOCH
