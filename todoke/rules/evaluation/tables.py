"""Looking a key up in a dated table, also when the key is known only roughly."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from todoke.rules.evaluation.arithmetic import number_bounds
from todoke.rules.evaluation.run import exact, number
from todoke.rules.parameters import Extension, Row, TableRangeError, TableSeries, TableVersion
from todoke.rules.values import (
    ABSENT,
    NO_CODE,
    NO_NEEDS,
    Choices,
    Interval,
    Maybe,
    Number,
    Value,
    all_needs,
    hull,
    is_exact,
    possible_codes,
    tidy,
)

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class _Line:
    """A row from ``start`` on: a value, or ``base + rate × key``."""

    start: Number
    value: Value
    rate: Number | None
    base: Number

    def at(self, key: Number) -> Value:
        return self.value if self.rate is None else tidy(self.base + self.rate * key)


class TableFunction:
    """One version of a table as a function of its key; what was looked up is remembered."""

    def __init__(self, series: TableSeries, version: TableVersion) -> None:
        """Prepare the rows of ``version``."""
        self._id = series.id
        self._beyond = version.beyond
        self._by_code = {row.code: _plain_value(row) for row in version.rows if row.code is not None}
        self._lines = [_line(row) for row in version.rows if row.from_ is not None]
        self._starts = [line.start for line in self._lines]
        self._anything = _anything([line.value for line in self._lines])
        self._of_range = lru_cache(maxsize=_REMEMBERED)(self._between)

    def __call__(self, key: Value) -> Value:
        """Return the value for ``key``; raises TableRangeError where the table has no row and does not go on."""
        if key is ABSENT:
            return ABSENT
        if isinstance(key, str):
            return self._of_code(key)
        if isinstance(key, Choices):
            codes = possible_codes(key) - {NO_CODE}
            return hull([self._of_code(code) for code in sorted(codes)], key.needs)
        low, high = number_bounds(key)
        value = self._of_range(low, high)
        return value if is_exact(value) else hull([value], all_needs((key,)))

    def _between(self, low: Number, high: Number) -> Value:
        """Return everything the table holds from ``low`` to ``high``, the upper end of each row included.

        Where the key may lie outside the table, nothing is certain: only a key that surely does is an error.
        """
        if low == high:
            return self._of_number(low)
        if high < self._starts[0] or (self._beyond == "error" and low > self._starts[-1]):
            return self._of_number(low)
        if low < self._starts[0] or (self._beyond == "error" and high > self._starts[-1]):
            return self._anything
        first = bisect_right(self._starts, low) - 1
        inside = [index for index in range(first + 1, len(self._lines)) if self._starts[index] <= high]
        values = [self._of_number(low), self._of_number(high)]
        values += [self._lines[index].at(self._starts[index]) for index in inside]
        values += [self._lines[index - 1].at(self._starts[index]) for index in inside]
        return hull(values, NO_NEEDS)

    def _of_code(self, code: str) -> Value:
        if code not in self._by_code:
            raise TableRangeError(f"表 {self._id} に「{code}」の行がありません。行を足してください")
        return self._by_code[code]

    def _of_number(self, key: Number) -> Value:
        index = bisect_right(self._starts, key) - 1
        if index < 0:
            raise TableRangeError(
                f"表 {self._id} は {self._starts[0]} 未満の行がありません。行を足してください"
            )
        past = key - self._starts[-1]
        if past > 0 and self._beyond == "error":
            raise TableRangeError(
                f"表 {self._id} は {self._starts[-1]} までしかありません。"
                "行を足すか、beyond で続き方を決めてください"
            )
        if past > 0 and isinstance(self._beyond, Extension):
            last, _ = number_bounds(self._lines[-1].at(self._starts[-1]))
            steps = past if isinstance(past, float) else past // number(self._beyond.per)
            return tidy(last + steps * number(self._beyond.step))
        return self._lines[index].at(key)


def _anything(values: list[Value]) -> Value:
    """Return a value of the kind the rows hold that excludes nothing."""
    if any(isinstance(value, bool) for value in values):
        return Maybe()
    if any(isinstance(value, str) for value in values):
        return Choices(frozenset(value for value in values if isinstance(value, str)) | {NO_CODE})
    return Interval(-math.inf, math.inf)


def _line(row: Row) -> _Line:
    assert row.from_ is not None  # checked on load: a table has codes or starts, never both
    if row.rate is None:
        return _Line(number(row.from_), _plain_value(row), None, 0)
    return _Line(number(row.from_), 0, number(row.rate), number(row.base))


def _plain_value(row: Row) -> Value:
    return 0 if row.value is None else exact(row.value)
