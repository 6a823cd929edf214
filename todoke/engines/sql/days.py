"""Days and ages as SQL text, by the reckoning of law (満年齢・学齢)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from todoke.engines.sql.texts import Sql, chosen, day, either, first_error
from todoke.engines.sql.values import Day, Keep, Number, Ratio
from todoke.rules import nodes as n
from todoke.rules.values import EARLIEST, LATEST

MACROS = (
    # The whole number at or under a quotient: // cuts towards zero.
    "floor_div(a, b) AS a // b - CASE WHEN a % b <> 0 AND ((a < 0) <> (b < 0)) THEN 1 ELSE 0 END",
    # Whole calendar months from one day to a later one.
    "months_from(b, d) AS 12 * (year(d) - year(b)) + month(d) - month(b) - CASE WHEN day(d) < day(b) THEN 1 ELSE 0 END",
    # Source: 年齢計算ニ関スル法律. A day is over on the next morning; who counts the eve looks at that morning.
    "age_months(b, d, ahead) AS CASE WHEN d < b THEN -1 ELSE months_from(b, d + ahead) END",
    "age_years(b, d, ahead) AS CASE WHEN d < b THEN -1 ELSE months_from(b, d + ahead) // 12 END",
    "age_weeks(b, d, ahead) AS CASE WHEN d < b THEN -1 ELSE (d + ahead - b) // 7 END",
    "fiscal_start(d) AS make_date(year(d) - CASE WHEN month(d) < 4 THEN 1 ELSE 0 END, 4, 1)",
    # Source: 学校教育法 Art. 17: the age reached on the eve of 1 April, at the latest.
    "school_age(b, d) AS CASE WHEN d < b THEN -1 WHEN b >= fiscal_start(d) THEN 0"
    " ELSE months_from(b, fiscal_start(d)) // 12 END",
    "months_later(d, m) AS CAST(d + to_months(CAST(m AS INTEGER)) AS DATE)",
    # The day an age is reached: the eve of the birthday, or the month's last day where there is no such day.
    "reaches(b, m) AS months_later(b, m) - CASE WHEN day(months_later(b, m)) = day(b) THEN 1 ELSE 0 END",
    "year_end_after(b, m) AS make_date("
    "year(reaches(b, m)) + CASE WHEN month(reaches(b, m)) >= 4 THEN 1 ELSE 0 END, 3, 31)",
    "elapsed_months(a, b) AS CASE WHEN b < a THEN -months_from(b, a) ELSE months_from(a, b) END",
    "elapsed_years(a, b) AS CASE WHEN b < a THEN -(months_from(b, a) // 12) ELSE months_from(a, b) // 12 END",
)
"""Functions of days in SQL, each built of those before it."""


def exact_day(value: date) -> Day:
    """Return a day that is the same for everybody."""
    return Day(day(value), day(value))


def age(node: n.Born) -> Callable[[Sql, Sql], Sql]:
    """Return the text of a completed age between a birth and a day."""
    ahead = "1" if node.counted == "eve" else "0"
    if node.unit == "days":
        return lambda born, on: f"({on} - {born})"
    return lambda born, on: f"age_{node.unit}({born}, {on}, {ahead})"


def school_age(born: Sql, on: Sql) -> Sql:
    """Return the text of the age that decides the school year."""
    return f"school_age({born}, {on})"


def elapsed(unit: str) -> Callable[[Sql, Sql], Sql]:
    """Return the text of the whole units from one day to another."""
    if unit == "days":
        return lambda start, end: f"({end} - {start})"
    return lambda start, end: f"elapsed_{unit}({start}, {end})"


def aged(function: Callable[[Sql, Sql], Sql], born: Day, on: Day, keep: Keep) -> Number:
    """Return an age between its ends: the later the birth the younger, the later the day the older."""
    low = Ratio(keep(function(born.high, on.low)))
    high = low if born.is_exact and on.is_exact else Ratio(keep(function(born.low, on.high)))
    return Number(low, high, either(born.absent, on.absent), first_error(born.error, on.error))


def moved(function: Callable[[Sql], Sql], value: Day, keep: Keep) -> Day:
    """Return a rising function of a day."""
    low = keep(function(value.low))
    return Day(low, low if value.is_exact else keep(function(value.high)), value.absent, value.error)


def year_end_after(age_years: int) -> Callable[[Sql], Sql]:
    """Return the text of the first 31 March on or after the day an age is reached."""
    return lambda born: f"year_end_after({born}, {12 * age_years})"


def shifted(node: n.Shifted) -> Callable[[Sql], Sql]:
    """Return the text of a day some time later, held within the days there are."""
    months = 12 * node.years + node.months

    def later(start: Sql) -> Sql:
        moved = f"months_later({start}, {months})" if months else start
        if node.days:
            moved = f"({moved} + ({node.days}))"
        within = f"least(greatest({moved}, {day(EARLIEST)}), {day(LATEST)})"
        if not months:
            return within
        month = f"(12 * year({start}) + month({start}) - 1 + ({months}))"
        return chosen(
            (f"({month} < {12 * EARLIEST.year})", day(EARLIEST)),
            (f"({month} >= {12 * (LATEST.year + 1)})", day(LATEST)),
            otherwise=within,
        )

    return later
