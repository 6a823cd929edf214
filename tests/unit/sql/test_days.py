"""Days and ages in SQL are those of the law as the reference counts them."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from todoke.engines.sql import days as in_sql
from todoke.engines.sql.engine import duckdb
from todoke.engines.sql.texts import day
from todoke.rules import nodes as n
from todoke.rules.evaluation import days as reference

BIRTHS = [
    date.fromisoformat(one)
    for one in ("2008-02-29", "2020-04-01", "2020-04-02", "1999-12-31", "2026-01-31", "1850-01-01")
]
DAYS = [
    date.fromisoformat(one)
    for one in ("2024-02-28", "2024-02-29", "2026-02-28", "2026-03-31", "2026-04-01", "2026-12-31")
]
DAYS += [
    born + timedelta(days=365 * years + extra)
    for born, years, extra in product(BIRTHS[:5], (0, 1, 6), (-1, 0, 1, 2))
]


@pytest.fixture(scope="module")
def connection() -> Any:
    made = duckdb().connect(":memory:")
    for macro in in_sql.MACROS:
        made.execute(f"CREATE MACRO {macro}")
    return made


def answers(connection: Any, texts: list[str]) -> list[Any]:
    return [row[0] for row in connection.execute(f"SELECT unnest([{', '.join(texts)}])").fetchall()]


@pytest.mark.parametrize("unit", ["years", "months", "weeks", "days"])
@pytest.mark.parametrize("counted", ["birthday", "eve"])
def test_ages(unit: Any, counted: Any, connection: Any) -> None:
    function = in_sql.age(n.Born(unit=unit, counted=counted))
    wanted = reference.age_function(unit, counted)
    pairs = list(product(BIRTHS, DAYS))
    found = answers(connection, [function(day(born), day(on)) for born, on in pairs])
    assert found == [wanted(born, on) for born, on in pairs]


def test_school_ages(connection: Any) -> None:
    pairs = list(product(BIRTHS, DAYS))
    found = answers(connection, [in_sql.school_age(day(born), day(on)) for born, on in pairs])
    assert found == [reference.school_age(born, on) for born, on in pairs]


@pytest.mark.parametrize("age", [0, 6, 15, 18])
def test_the_year_end_after_an_age(age: int, connection: Any) -> None:
    function = in_sql.year_end_after(age)
    assert answers(connection, [function(day(born)) for born in (*BIRTHS, *DAYS)]) == [
        reference.year_end_after(age, born) for born in (*BIRTHS, *DAYS)
    ]


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_what_went_by(unit: str, connection: Any) -> None:
    function, wanted = in_sql.elapsed(unit), reference.elapsed_function(unit)
    pairs = [*product(BIRTHS, DAYS), *product(DAYS, BIRTHS)]
    assert answers(connection, [function(day(a), day(b)) for a, b in pairs]) == [
        wanted(a, b) for a, b in pairs
    ]


@pytest.mark.parametrize(
    ("years", "months", "days"), [(1, 0, 0), (-3, 1, -1), (0, 13, 0), (0, 0, 56), (200, 0, 5), (-200, 0, 400)]
)
def test_days_later(years: int, months: int, days: int, connection: Any) -> None:
    node = n.Shifted(date=date(2020, 1, 1), years=years, months=months, days=days)
    function = in_sql.shifted(node)
    assert answers(connection, [function(day(one)) for one in DAYS]) == [
        reference.shift(one, years=years, months=months, days=days) for one in DAYS
    ]
