"""Looking a key up in a dated table, also when the key is known only roughly."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from todoke.rules.evaluation.arithmetic import number_bounds
from todoke.rules.evaluation.run import exact, number
from todoke.rules.parameters import Extension, Row, TableRangeError, TableSeries, TableVersion
from todoke.rules.values import ABSENT, NO_CODE, Choices, Number, Value, all_needs, hull, possible_codes, tidy


class TableFunction:
    """One version of a table as a function of its key."""

    def __init__(self, series: TableSeries, version: TableVersion) -> None:
        """Prepare the rows of ``version``."""
        self._id = series.id
        self._beyond = version.beyond
        self._by_code = {row.code: exact(_value(row)) for row in version.rows if row.code is not None}
        self._rows = [row for row in version.rows if row.from_ is not None]
        self._starts = [number(row.from_) for row in self._rows if row.from_ is not None]

    def __call__(self, key: Value) -> Value:
        """Return the value for ``key``; raises TableRangeError where the table has no row and does not go on."""
        if key is ABSENT:
            return ABSENT
        if isinstance(key, str | Choices):
            codes = possible_codes(key) - {NO_CODE}
            return hull([self._of_code(code) for code in sorted(codes)], all_needs((key,)))
        low, high = number_bounds(key)
        if low == high:
            return self._of_number(low)
        first = max(bisect_right(self._starts, low) - 1, 0)
        keys = {
            max(low, self._starts[0]),
            high,
            *(start for start in self._starts[first + 1 :] if start <= high),
        }
        values = [self._of_number(key) for key in sorted(keys)]
        values += [
            self._left_of(index) for index in range(first + 1, len(self._rows)) if self._starts[index] <= high
        ]
        return hull(values, all_needs((key,)))

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
                f"表 {self._id} は {self._starts[-1]} までしかありません。行を足すか、beyond で続き方を決めてください"
            )
        if past > 0 and isinstance(self._beyond, Extension):
            last = self._at(self._rows[-1], self._starts[-1])
            per = number(self._beyond.per)
            steps = past if isinstance(past, float) else past // per
            return tidy(number_bounds(last)[0] + steps * number(self._beyond.step))
        return self._at(self._rows[index], key)

    def _left_of(self, index: int) -> Value:
        """Return the value just under the start of a row: the upper end of the row before."""
        return self._at(self._rows[index - 1], self._starts[index])

    @staticmethod
    def _at(row: Row, key: Number) -> Value:
        if row.rate is None:
            return exact(_value(row))
        return tidy(number(row.base) + number(row.rate) * key)


def _value(row: Row) -> Decimal | bool | str:
    assert row.value is not None  # a row has a value or a rate (checked on load)
    return row.value
