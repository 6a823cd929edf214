"""Arithmetic in SQL gives what the reference's gives, infinite ends and zeros included."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from todoke.engines.sql import numbers
from todoke.engines.sql.days import MACROS
from todoke.engines.sql.engine import duckdb
from todoke.engines.sql.values import Number, Ratio
from todoke.rules.evaluation import arithmetic
from todoke.rules.values import Value, bounds, interval

ENDS = (-7, -1, 0, 1, 3, 12)
INTERVALS = [
    *((low, high) for low, high in product(ENDS, ENDS) if low <= high),
    *((-math.inf, high) for high in (-2, 0, 5)),
    *((low, math.inf) for low in (-2, 0, 5)),
    (-math.inf, math.inf),
]
HALVES = 2
"""The first operand is counted in halves, so that denominators differ."""


def keep(text: str) -> str:
    return text


def columns(name: str, under: int, *, bounded: bool) -> Number:
    return Number(Ratio(f'"{name}~low"', under), Ratio(f'"{name}~high"', under), bounded=bounded)


@pytest.fixture(scope="module")
def table() -> Any:
    connection = duckdb().connect(":memory:")
    connection.execute("SET error_on_division_by_zero = false")
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    connection.execute(
        'CREATE TABLE t ("n" INT, "a~low" HUGEINT, "a~high" HUGEINT, "b~low" HUGEINT, "b~high" HUGEINT)'
    )
    rows = [
        (number, *(None if math.isinf(end) else end for pair in both for end in pair))
        for number, both in enumerate(product(INTERVALS, INTERVALS))
    ]
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    return connection


def known(pair: Sequence[float], under: int) -> Value:
    low, high = (end if math.isinf(end) else Fraction(int(end), under) for end in pair)
    return interval(low, high)


def found(table: Any, value: Number) -> list[tuple[Any, Any]]:
    query = (
        f"SELECT {value.low.over}, {value.low.under}, {value.high.over}, {value.high.under} FROM t ORDER BY n"
    )
    ends: list[tuple[Any, Any]] = []
    for low, low_under, high, high_under in table.execute(query).fetchall():
        least = -math.inf if low is None else Fraction(low, low_under)
        ends.append((least, math.inf if high is None else Fraction(high, high_under)))
    return ends


OPERATIONS: dict[str, tuple[Callable[[Number, Number], Number], Callable[[Value, Value], Value]]] = {
    "add": (lambda a, b: numbers.added([a, b], keep), lambda a, b: arithmetic.add([a, b])),
    "subtract": (lambda a, b: numbers.subtracted(a, b, keep), arithmetic.subtract),
    "multiply": (lambda a, b: numbers.multiplied([a, b], keep), lambda a, b: arithmetic.multiply([a, b])),
    "divide": (lambda a, b: numbers.divided(a, b, keep), arithmetic.divide),
    "max": (lambda a, b: numbers.largest([a, b], keep), lambda a, b: arithmetic.largest([a, b])),
    "min": (lambda a, b: numbers.smallest([a, b], keep), lambda a, b: arithmetic.smallest([a, b])),
}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_gives_the_interval_of_the_reference(name: str, table: Any) -> None:
    in_sql, reference = OPERATIONS[name]
    answers = found(table, in_sql(columns("a", HALVES, bounded=False), columns("b", 1, bounded=False)))
    for (one, other), answer in zip(product(INTERVALS, INTERVALS), answers, strict=True):
        try:
            wanted = bounds(reference(known(one, HALVES), known(other, 1)))
        except ZeroDivisionError:
            continue
        assert answer == wanted, (name, one, other)


def test_dividing_by_zero_is_an_error_and_nothing_else_is(table: Any) -> None:
    quotient = numbers.divided(columns("a", 1, bounded=False), columns("b", 1, bounded=False), keep)
    errors = [row[0] for row in table.execute(f"SELECT {quotient.error} FROM t ORDER BY n").fetchall()]
    for (_, other), error in zip(product(INTERVALS, INTERVALS), errors, strict=True):
        assert (error is not None) == (tuple(other) == (0, 0))


@pytest.mark.parametrize("mode", ["down", "up", "half_up"])
@pytest.mark.parametrize("to", [Fraction(1), Fraction(10), Fraction(1, 100), Fraction(3)])
def test_rounding_is_that_of_the_reference(mode: str, to: Fraction, table: Any) -> None:
    answers = found(table, numbers.rounded(columns("a", HALVES, bounded=False), to, mode, keep))
    for (one, _), answer in zip(product(INTERVALS, INTERVALS), answers, strict=True):
        assert answer == bounds(arithmetic.round_to(known(one, HALVES), to, mode)), one
