"""Looking columns of keys up in a dated table, also keys known only roughly."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.codebook import remembered
from todoke.engines.columnar.constants import column_of, plain_pairs
from todoke.engines.columnar.values import Codes, Num, Value, plainly, with_err
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
        self._by_steps: dict[int, _Steps] = {}
        self._by_key: dict[PlainValue, PlainValue | None] = {}

    def __call__(self, key: Value) -> Value:
        """Return the value of every row's key; a failure where the table has no row and does not go on."""
        if isinstance(key, Codes):
            return self._of_codes(key)
        assert isinstance(key, Num)
        return self._of_numbers(key) if self._numbers else self._one_by_one(key)

    def _of_codes(self, key: Codes) -> Value:
        answers, failures = remembered((id(self), "codes"), key.entries, self._answers)
        return _mapped(answers, failures, key.place, key.err)

    def _answers(self, keys: Any) -> tuple[Callable[[Any], Value], Any]:
        """Return the value of each key, and which of them fail."""
        answers: list[PlainValue | None] = []
        failures = []
        for one in keys:
            if one not in self._by_key:
                try:
                    self._by_key[one] = self._plain(one)
                except TableRangeError:
                    self._by_key[one] = None
            answers.append(self._by_key[one])
            failures.append(errors.FAILED if answers[-1] is None else 0)
        first = self._version.rows[0].value
        known = next((one for one in answers if one is not None), 0 if first is None else exact(first))
        column = column_of([known if one is None else one for one in answers])
        return column, np.array(failures, np.uint8) if any(failures) else None

    def _one_by_one(self, key: Num) -> Value:
        """Return rows that are no numbers, asked for each distinct key."""
        keys, place = plain_pairs(key)
        answers, failures = self._answers(keys)
        return _mapped(answers, failures, place, key.err)

    def _of_numbers(self, key: Num) -> Value:
        steps = self._steps(key.d)
        lo, err = steps.at(key.lo)
        if key.is_exact:
            return Num(lo, lo, steps.d, rough=key.rough, err=errors.first(key.err, err))
        hi, _ = steps.at(key.hi)
        least, most = steps.between(key.lo, key.hi)
        low, high = np.minimum(np.minimum(lo, hi), least), np.maximum(np.maximum(lo, hi), most)
        lowest, highest = np.asarray(key.lo), np.asarray(key.hi)
        outside = (lowest < steps.bottom) | (steps.ends & (highest > steps.top))
        surely = (highest < steps.bottom) | (steps.ends & (lowest > steps.top))
        point, absent = lowest == highest, np.isnan(lowest)
        # Where the key may lie outside the table, nothing is certain: only one that surely does is a failure.
        anything = outside & ~surely & ~point
        low, high = np.where(anything, -math.inf, low), np.where(anything, math.inf, high)
        low, high = np.where(absent, math.nan, low), np.where(absent, math.nan, high)
        failed = surely | (point & outside)
        err = errors.where(failed if failed.ndim else bool(failed), errors.FAILED)
        return Num(plainly(low), plainly(high), steps.d, rough=key.rough, err=errors.first(key.err, err))

    def _steps(self, key_d: int) -> _Steps:
        found = self._by_steps.get(key_d)
        if found is None:
            found = self._by_steps[key_d] = _Steps(self._version, key_d)
        return found


def _mapped(column: Callable[[Any], Value], failures: Any, place: Any, err: errors.Err) -> Value:
    failed: errors.Err = None
    if failures is not None:
        failed = failures.take(place)
        failed = (failed if isinstance(place, np.ndarray) else int(failed)) if np.any(failed) else None
    return with_err(column(place), errors.first(err, failed))


class _Steps:
    """The rows of a table of numbers for keys in steps of ``1 / key_d``; values are in steps of ``1 / d``."""

    def __init__(self, version: TableVersion, key_d: int) -> None:
        rows, beyond = version.rows, version.beyond
        starts = [Fraction(row.from_ or 0) for row in rows]
        rates = [Fraction(row.rate or 0) for row in rows]
        bases = [Fraction(row.base) if row.value is None else Fraction(row.value) for row in rows]
        step = Fraction(number(beyond.step)) if isinstance(beyond, Extension) else Fraction(0)
        per = Fraction(number(beyond.per)) if isinstance(beyond, Extension) else Fraction(1)
        finest = math.lcm(*(base.denominator for base in bases), step.denominator)
        flat = not any(rates)
        self.d = finest if flat else math.lcm(finest, math.lcm(*(one.denominator for one in rates)) * key_d)
        self.ends = beyond == "error"
        self._starts = np.array([float(start * key_d) for start in starts])
        self.bottom, self.top = float(self._starts[0]), float(self._starts[-1])
        self._bases = np.array([float(base * self.d) for base in bases])
        self._slopes = None if flat else np.array([float(rate * self.d / key_d) for rate in rates])
        self._extends = isinstance(beyond, Extension)
        self._per, self._step = float(per * key_d), float(step * self.d)
        self._last = float((bases[-1] + rates[-1] * starts[-1]) * self.d)
        self._sides = [
            (
                float((bases[at] + rates[at] * starts[at]) * self.d),
                float((bases[at - 1] + rates[at - 1] * starts[at]) * self.d),
            )
            for at in range(1, len(rows))
        ]
        self._spans: tuple[Array, Array] | None = None

    def at(self, keys: Any) -> tuple[Any, errors.Err]:
        """Return the value at each key, and which keys lie outside."""
        place = np.searchsorted(self._starts, keys, side="right") - 1
        inside = np.maximum(place, 0)
        found = self._bases.take(inside)
        if self._slopes is not None:
            slope = self._slopes.take(inside)
            with np.errstate(invalid="ignore"):
                found = found + np.where(slope == 0, 0.0, slope * keys)
        if self._extends:
            with np.errstate(invalid="ignore"):
                further = self._last + np.floor((keys - self.top) / self._per) * self._step
            found = np.where(np.asarray(keys) > self.top, further, found)
        absent = np.isnan(keys)
        failed = (place < 0) & ~absent
        if self.ends:
            failed = failed | (np.asarray(keys) > self.top)
        err = errors.where(failed if np.ndim(failed) else bool(failed), errors.FAILED)
        if np.any(absent):
            found = np.where(absent, math.nan, found)
        return plainly(found), err

    def between(self, low: Any, high: Any) -> tuple[Any, Any]:
        """Return the least and the most at the row starts between two keys, both sides of each start."""
        if self._spans is None:
            self._spans = self._spanned()
        least, most = self._spans
        one = np.maximum(np.searchsorted(self._starts, low, side="right") - 1, 0)
        other = np.maximum(np.searchsorted(self._starts, high, side="right") - 1, 0)
        return least[one, other], most[one, other]

    def _spanned(self) -> tuple[Array, Array]:
        count = len(self._starts)
        least, most = np.full((count, count), math.inf), np.full((count, count), -math.inf)
        for one in range(count):
            low, high = math.inf, -math.inf
            for other in range(one + 1, count):
                low, high = min(low, *self._sides[other - 1]), max(high, *self._sides[other - 1])
                least[one, other], most[one, other] = low, high
        return least, most
