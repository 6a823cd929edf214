"""Looking columns of keys up in a dated table, also keys known only roughly."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.constants import column_of, plain_pairs
from todoke.engines.columnar.values import Codes, Num, Value, with_err
from todoke.residents.block import Array
from todoke.rules.evaluation.run import exact, number
from todoke.rules.evaluation.tables import TableFunction
from todoke.rules.parameters import Extension, TableRangeError, TableSeries, TableVersion
from todoke.rules.values import Value as PlainValue


class TableColumns:
    """One version of a table as a function of a whole column of keys."""

    def __init__(self, series: TableSeries, version: TableVersion) -> None:
        """Prepare the rows; those of numbers in common steps."""
        self._plain = TableFunction(series, version)
        self._version = version
        self._by_start = version.rows[0].from_ is not None
        values = [exact(row.value) for row in version.rows if row.value is not None]
        self._numbers = self._by_start and not any(isinstance(one, bool | str) for one in values)
        if self._numbers:
            self._prepare()

    def _prepare(self) -> None:
        rows = self._version.rows
        bases = [Fraction(row.base if row.rate is not None else (row.value or 0)) for row in rows]  # type: ignore[arg-type]
        rates = [Fraction(row.rate or 0) for row in rows]
        starts = [Fraction(row.from_ or 0) for row in rows]
        beyond = self._version.beyond
        self._step = Fraction(number(beyond.step)) if isinstance(beyond, Extension) else Fraction(0)
        self._per = Fraction(number(beyond.per)) if isinstance(beyond, Extension) else Fraction(1)
        self._starts, self._bases, self._rates = starts, bases, rates
        self._rate_steps = math.lcm(*(rate.denominator for rate in rates))
        self._base_steps = math.lcm(*(base.denominator for base in bases), self._step.denominator)
        self._flat = not any(rates)

    def __call__(self, key: Value) -> Value:
        """Return the value of every row's key; a failure where the table has no row and does not go on."""
        if isinstance(key, Codes):
            return self._of_codes(key)
        assert isinstance(key, Num)
        return self._of_numbers(key) if self._numbers else self._one_by_one(key)

    def _of_codes(self, key: Codes) -> Value:
        return self._mapped(key.entries, key.place, key.err)

    def _mapped(self, keys: Any, place: Any, err: errors.Err) -> Value:
        """Return the values of few distinct keys, and of each row the value of its key."""
        answers: list[PlainValue] = []
        failures = []
        for one in keys:
            try:
                answers.append(self._plain(one))
                failures.append(0)
            except TableRangeError:
                answers.append(None)  # type: ignore[arg-type]
                failures.append(errors.FAILED)
        known = next((one for one in answers if one is not None), 0)
        value = column_of([known if one is None else one for one in answers], place)
        failed: errors.Err = None
        if any(failures):
            failed = failures[place] if isinstance(place, int) else np.array(failures, np.uint8)[place]
            failed = failed if np.any(failed) else None
        return with_err(value, errors.first(err, failed))

    def _one_by_one(self, key: Num) -> Value:
        """Return rows that are no numbers, asked for each distinct key."""
        keys, place = plain_pairs(key)
        return self._mapped(keys, place, key.err)

    def _of_numbers(self, key: Num) -> Value:
        lo, failed_lo = self._at(key.lo, key)
        if key.is_exact:
            return Num(lo, lo, self._d(key), rough=key.rough, err=errors.first(key.err, failed_lo))
        hi, _ = self._at(key.hi, key)
        first, last = self._place(key.lo, key), self._place(key.hi, key)
        low, high = np.minimum(lo, hi), np.maximum(lo, hi)
        least, most = self._inside(first, last, key)
        low, high = np.minimum(low, least), np.maximum(high, most)
        top = float(self._starts[-1]) * key.d
        is_error = self._version.beyond == "error"
        bottom = float(self._starts[0]) * key.d
        outside = (np.asarray(key.lo) < bottom) | (is_error & (np.asarray(key.hi) > top))
        surely = (np.asarray(key.hi) < bottom) | (is_error & (np.asarray(key.lo) > top))
        point = np.equal(key.lo, key.hi)
        anything = outside & ~surely & ~point
        low, high = np.where(anything, -math.inf, low), np.where(anything, math.inf, high)
        failed = surely | (point & outside)
        absent = np.isnan(key.lo)
        low, high = np.where(absent, math.nan, low), np.where(absent, math.nan, high)
        err = errors.where(failed if failed.ndim else bool(failed), errors.FAILED)
        return Num(_plain(low), _plain(high), self._d(key), rough=key.rough, err=errors.first(key.err, err))

    def _d(self, key: Num) -> int:
        return self._base_steps if self._flat else math.lcm(self._base_steps, self._rate_steps * key.d)

    def _place(self, values: Any, key: Num) -> Array:
        starts = np.array([float(start * key.d) for start in self._starts])
        return np.searchsorted(starts, values, side="right") - 1

    def _at(self, values: Any, key: Num) -> tuple[Any, errors.Err]:
        """Return the value at each key (in steps of :meth:`_d`) and which keys lie outside."""
        place = self._place(values, key)
        d = self._d(key)
        absent = np.isnan(values)
        inside = np.clip(place, 0, len(self._starts) - 1)
        found = np.array([float(base * d) for base in self._bases])[inside]
        if not self._flat:
            slope = np.array([float(rate * d / key.d) for rate in self._rates])[inside]
            with np.errstate(invalid="ignore"):
                part = np.where(slope == 0, 0.0, slope * values)
            found = found + part
        top = float(self._starts[-1] * key.d)
        beyond = self._version.beyond
        if isinstance(beyond, Extension):
            last = self._bases[-1] + self._rates[-1] * self._starts[-1]
            with np.errstate(invalid="ignore"):
                steps = np.floor((values - top) / float(self._per * key.d))
                further = float(last * d) + steps * float(self._step * d)
            found = np.where(np.asarray(values) > top, further, found)
        failed = place < 0
        if beyond == "error":
            failed = failed | (np.asarray(values) > top)
        failed = failed & ~absent
        err = errors.where(failed if np.ndim(failed) else bool(failed), errors.FAILED)
        return _plain(np.where(absent, math.nan, found)), err

    def _inside(self, first: Array, last: Array, key: Num) -> tuple[Any, Any]:
        """Return the least and the most at the row starts between two places, both sides of each start."""
        d = self._d(key)
        count = len(self._starts)
        least, most = np.full((count, count), math.inf), np.full((count, count), -math.inf)
        sides = [
            (
                self._bases[at] + self._rates[at] * self._starts[at],
                self._bases[at - 1] + self._rates[at - 1] * self._starts[at],
            )
            for at in range(1, count)
        ]
        for one in range(count):
            low, high = math.inf, -math.inf
            for other in range(one + 1, count):
                low = min(low, *(float(side * d) for side in sides[other - 1]))
                high = max(high, *(float(side * d) for side in sides[other - 1]))
                least[one, other], most[one, other] = low, high
        one, other = np.clip(first, 0, count - 1), np.clip(last, 0, count - 1)
        return least[one, other], most[one, other]


def _plain(values: Any) -> Any:
    return values if isinstance(values, np.ndarray) and values.ndim else float(values)
