"""What Arrow columns say of one fact: exactly, roughly or not at all, and which rows say the impossible."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from todoke.residents.block import Array, Column, Entry
from todoke.residents.households import scale_of
from todoke.residents.limits import FEW_ENTRIES, limits, narrowed
from todoke.rules.facts import Boolean, Code, Date, FactType

EPOCH = date(1970, 1, 1).toordinal()
THOUSANDTHS = pa.decimal128(18, 3)


_NUMPY: dict[Any, type[np.generic]] = {
    pa.int8(): np.int8,
    pa.int16(): np.int16,
    pa.int32(): np.int32,
    pa.int64(): np.int64,
    pa.uint8(): np.uint8,
    pa.uint16(): np.uint16,
    pa.uint32(): np.uint32,
}


class WrongTypeError(ValueError):
    """A column is of a type that its fact cannot have; the message says which it should be."""


@dataclass(slots=True)
class Told:
    """One fact as up to four columns tell it; ``wrong`` collects the rows of each mistake."""

    name: str
    kind: FactType
    on: date
    columns: dict[str, pa.ChunkedArray]
    """By what follows the name: nothing, ``~low``, ``~high``, ``~choices``."""
    wrong: list[tuple[str, Array]] = field(default_factory=list)

    def column(self) -> Column:
        """Return the column; raises WrongTypeError."""
        match self.kind:
            case Boolean():
                return self._flags()
            case Code():
                return self._codes(self.kind)
            case _:
                return self._numbers()

    def _mark(self, message: str, rows: Array) -> None:
        found = np.flatnonzero(rows)
        if len(found):
            self.wrong.append((message, found))

    def _flags(self) -> Column:
        column = self.columns[""]
        if not pa.types.is_boolean(column.type):
            raise WrongTypeError("真偽(bool)の列にしてください")
        yes = _flags_of(column)
        return Column(yes, yes, _said(column))

    def _codes(self, kind: Code) -> Column:
        known = list(kind.codes)
        place = {code: index for index, code in enumerate(known)}
        entries: list[Entry] = list(known)
        codes: Array | None = None
        said: Array | bool = False
        for which in ("", "~choices"):
            if which not in self.columns:
                continue
            column = self.columns[which]
            here = _said(column)
            indexes = self._indexes(column, place, entries, rough=bool(which))
            if codes is None:
                codes, said = indexes, here
                continue
            self._mark("値と「~choices」の両方があります", _both(said, here))
            codes, said = np.where(here, indexes, codes), _either(said, here)
        assert codes is not None
        codes = codes.astype(np.uint8 if len(entries) <= FEW_ENTRIES else np.uint16)
        return Column(codes, codes, said, tuple(entries))

    def _indexes(
        self, column: pa.ChunkedArray, place: dict[str, int], entries: list[Entry], *, rough: bool
    ) -> Array:
        """Return the index of every row's code; a code that is not known is marked as wrong."""
        pieces = []
        for chunk in column.chunks:
            if not pa.types.is_dictionary(chunk.type):
                if not (pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type)):
                    raise WrongTypeError("文字(string)の列にしてください")
                chunk = chunk.dictionary_encode()
            words = chunk.dictionary.to_pylist()
            index = np.array([_index(w, place, entries, rough=rough) for w in words] or [0], np.int32)
            pieces.append(index[dictionary_indexes(chunk)])
        found = _joined(pieces, np.int32)
        unknown = found < 0
        if unknown.any():
            self._mark("属性辞書にない符号です", unknown & _said(column))
            found[unknown] = 0
        return found

    def _numbers(self) -> Column:
        lowest, highest = limits(self.name, self.kind, self.on)
        scale = scale_of(self.kind)
        exact = self._values("")
        low, high = self._values("~low"), self._values("~high")
        if low is None and high is None:
            assert exact is not None
            values, exactly = exact
            self._check(values, values, exactly, lowest, highest)
            values = narrowed(values)
            return Column(values, values, exactly, (), scale)
        absent = (np.zeros((), np.int64), False)
        (least, least_said), (most, most_said) = low or absent, high or absent
        rough = _either(least_said, most_said)
        bottom: Array = np.where(least_said, least, lowest)
        # No upper bound: as far as the dictionary allows.
        top: Array = np.where(most_said, most, highest)
        said: Array | bool = rough
        if exact is not None:
            self._mark("値と「~low」「~high」の両方があります", _both(exact[1], rough))
            bottom, top = np.where(exact[1], exact[0], bottom), np.where(exact[1], exact[0], top)
            said = _either(exact[1], rough)
        self._check(bottom, top, said, lowest, highest)
        bottom, top = narrowed(bottom), narrowed(top)
        if bottom.dtype != top.dtype:
            bottom, top = bottom.astype(np.float64), top.astype(np.float64)
        if np.array_equal(np.where(said, bottom, 0), np.where(said, top, 0)):
            top = bottom
        return Column(bottom, top, said, (), scale)

    def _values(self, which: str) -> tuple[Array, Array | bool] | None:
        """Return the values of a column as whole numbers: ordinals of days, numbers times their scale."""
        column = self.columns.get(which)
        if column is None:
            return None
        if isinstance(self.kind, Date):
            if not pa.types.is_date32(column.type):
                raise WrongTypeError("日付(date32)の列にしてください")
            return _numbers_of(column, np.int32) + np.int32(EPOCH), _said(column)
        scale = scale_of(self.kind)
        if pa.types.is_integer(column.type):
            values = _numbers_of(column.cast(pa.int64()) if column.type != pa.int64() else column, np.int64)
            return (values if scale == 1 else values * np.int64(scale)), _said(column)
        if scale > 1 and column.type == THOUSANDTHS:
            said = _said(column)
            values = np.concatenate([_thousandths(c) for c in column.chunks] or [np.zeros(0, np.int64)])
            return (values if said is True else np.where(said, values, 0)), said
        raise WrongTypeError(
            "decimal128(18,3)の列にしてください" if scale > 1 else "int64 の列にしてください"
        )

    def _check(self, low: Array, high: Array, said: Array | bool, lowest: float, highest: float) -> None:
        if low.size and (low.min() < lowest or high.max() > highest):
            self._mark("属性辞書の範囲を外れた値です", ((low < lowest) | (high > highest)) & said)
        if low is not high:
            self._mark("下限が上限を超えています", (low > high) & said)


def _index(words: str, place: dict[str, int], entries: list[Entry], *, rough: bool) -> int:
    """Return the entry of a code, or of several written as ``a|b``; -1 where one is unknown."""
    if not rough:
        return place.get(words, -1)
    codes = words.split("|")
    if not all(code in place for code in codes):
        return -1
    entry: Entry = codes[0] if len(set(codes)) == 1 else frozenset(codes)
    if entry not in entries:
        entries.append(entry)
    return entries.index(entry)


def _flags_of(column: pa.ChunkedArray) -> Array:
    """Return a column of yes and no; what stands where nothing is said means nothing."""
    return _joined([_bits(chunk.buffers()[1], chunk) for chunk in column.chunks], np.bool_)


def _numbers_of(column: pa.ChunkedArray, kept: type[np.generic]) -> Array:
    """Return a column of whole numbers, zero where nothing is said."""
    pieces = []
    for chunk in column.chunks:
        values = np.frombuffer(chunk.buffers()[1], kept)[chunk.offset : chunk.offset + len(chunk)]
        pieces.append(values * _bits(chunk.buffers()[0], chunk) if chunk.null_count else values)
    return _joined(pieces, kept)


def dictionary_indexes(chunk: pa.DictionaryArray) -> Array:
    """Return the indexes into a chunk's dictionary, 0 where nothing is said."""
    return _numbers_of(pa.chunked_array([chunk.indices]), _NUMPY[chunk.indices.type])


def _bits(buffer: pa.Buffer | None, chunk: pa.Array) -> Array:
    """Return the bits of a chunk; without a buffer all are set."""
    if buffer is None:
        return np.ones(len(chunk), np.bool_)
    bits = np.unpackbits(np.frombuffer(buffer, np.uint8), count=chunk.offset + len(chunk), bitorder="little")
    return bits[chunk.offset :].view(np.bool_)


def _joined(pieces: list[Array], kept: type[np.generic]) -> Array:
    return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, kept), *pieces])


def _thousandths(chunk: pa.Array) -> Array:
    """Return the unscaled integers of a decimal column: the lower half of their sixteen bytes."""
    words = np.frombuffer(chunk.buffers()[1], "<i8").reshape(-1, 2)
    return words[chunk.offset : chunk.offset + len(chunk), 0]


def _said(column: pa.ChunkedArray) -> Array | bool:
    if column.null_count == 0:
        return True
    if column.null_count == len(column):
        return False
    return _joined([_bits(chunk.buffers()[0], chunk) for chunk in column.chunks], np.bool_)


def _both(one: Array | bool, other: Array | bool) -> Any:
    return np.logical_and(one, other)


def _either(one: Array | bool, other: Array | bool) -> Array | bool:
    found = np.logical_or(one, other)
    return bool(found) if found.ndim == 0 else found
