"""Well-typed random expressions of every kind of node, over the dictionary of tests/spec/nodes/dictionary.yaml."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

Raw = st.SearchStrategy[Any]

WHO = (
    "everyone",
    "self",
    "others",
    "spouse",
    "children",
    "parents",
    "siblings",
    "siblings_and_self",
    "grandparents",
    "grandchildren",
)
_COLORS = ("red", "green", "blue")
_TRUTH_FACTS = (
    "person.a",
    "person.b",
    "person.maybe_not",
    "person.license",
    "person.working",
    "person.adult",
)
_SMALL_FACTS = ("person.n", "person.m", "person.points", "person.old_law", "person.silent", "household.pets")
_NUMBER_FACTS = (
    *_SMALL_FACTS,
    "person.yen",
    "person.income",
    "person.hours",
    "person.half_income",
    "person.side_income",
    "person.silent_old_law",
    "household.eldest",
)
_DAY_FACTS = ("person.birth_date", "person.day", "person.other_day")
_DAYS = ("today", "month_start", "month_end", "fiscal_year_start", "fiscal_year_end", "year_start")
_CONSTANT_DAY = st.sampled_from(
    (date(2020, 2, 29), date(2024, 4, 1), date(2026, 3, 31), date(2026, 11, 22), date(1999, 12, 31))
)
_PROGRAMS = ("household-program", "person-program", "not-begun", "ended", "with-a-gap", "not-everywhere")


def _node(kind: str, content: Raw) -> Raw:
    return content.map(lambda raw: {kind: raw})


def _of(*facts: str) -> Raw:
    """A fact of the member, now and then one of the subject."""
    fact = st.sampled_from(facts)
    return st.one_of(
        fact.map(lambda one: {"fact": one}),
        fact.map(lambda one: {"fact": one}),
        fact.map(lambda one: {"fact": one, "of": "subject"}),
    )


def _some(part: Raw, least: int = 1, most: int = 3) -> Raw:
    return st.lists(part, min_size=least, max_size=most)


@lru_cache
def truth(depth: int) -> Raw:
    """Return expressions that hold or not."""
    leaves = [
        _of(*_TRUTH_FACTS),
        st.booleans(),
        _node("unreadable", st.just("役所が認める")),
        _node("receives", st.sampled_from(("person-program", "household-program"))),
        _node("parameter", st.just("open")),
        _node("eligible", st.sampled_from(_PROGRAMS)),
    ]
    if depth == 0:
        return st.one_of(*leaves[:3])
    sub, numbers, days, codes = truth(depth - 1), number(depth - 1), day(depth - 1), code(depth - 1)
    compared = st.sampled_from(("eq", "lt", "le", "gt", "ge"))
    return st.one_of(
        *leaves,
        _node("all", _some(sub)),
        _node("any", _some(sub)),
        _node("not", sub),
        st.builds(lambda kind, one, other: {kind: [one, other]}, compared, numbers, numbers),
        st.builds(lambda kind, one, other: {kind: [one, other]}, compared, days, days),
        st.builds(lambda one, other: {"eq": [one, other]}, sub, sub),
        st.builds(lambda one, other: {"eq": [one, other]}, codes, codes),
        st.builds(
            lambda one, some: {"in": [one, some]},
            codes,
            st.lists(st.sampled_from(_COLORS), min_size=1, unique=True),
        ),
        _between(numbers),
        _between(days),
        _node("exists", _members(sub)),
        _node("every", _members(sub, sub)),
        _case(sub, sub),
        st.builds(lambda key: {"table": "is-many", "key": key}, numbers),
    )


def _between(part: Raw) -> Raw:
    ends = st.sampled_from(("none", "from", "to", "both"))
    return st.builds(
        lambda value, low, high, ends: {"between": {"value": value, "from": low, "to": high, "open": ends}},
        part,
        part,
        part,
        ends,
    )


def _members(where: Raw, value: Raw | None = None) -> Raw:
    who = st.sampled_from(WHO)
    where = st.one_of(st.none(), where)

    def build(who: str, where: Any, *values: Any) -> dict[str, Any]:
        content = {"who": who} | ({} if where is None else {"where": where})
        return content | ({"value": values[0]} if values else {})

    return st.builds(build, who, where) if value is None else st.builds(build, who, where, value)


def _case(when: Raw, then: Raw) -> Raw:
    return st.builds(
        lambda branches, last: {"case": [*({"when": w, "then": t} for w, t in branches), {"then": last}]},
        st.lists(st.tuples(when, then), min_size=1, max_size=2),
        then,
    )


@lru_cache
def number(depth: int) -> Raw:
    """Return expressions that are numbers."""
    leaves = [
        _of(*_NUMBER_FACTS),
        st.sampled_from((0, 1, 2, 3, 5, 10, 500, -1)),
        st.sampled_from((0.5, 1.25, 0.1)),
        _node("parameter", st.sampled_from(("monthly", "many"))),
        st.just({"age": {}}),
        st.just({"school_age": {}}),
    ]
    if depth == 0:
        return st.one_of(*leaves[:3])
    sub, conditions, days = number(depth - 1), truth(depth - 1), day(depth - 1)
    pair = st.tuples(sub, sub).map(list)
    age = st.builds(
        lambda born, on, unit, counted: {
            "age": {key: value for key, value in (("born", born), ("on", on)) if value is not None}
            | {"unit": unit, "counted": counted}
        },
        st.one_of(st.none(), days),
        st.one_of(st.none(), days),
        st.sampled_from(("years", "months", "weeks", "days")),
        st.sampled_from(("birthday", "eve")),
    )
    school = st.builds(
        lambda born, on: {"school_age": {k: v for k, v in (("born", born), ("on", on)) if v is not None}},
        st.one_of(st.none(), days),
        st.one_of(st.none(), days),
    )
    elapsed = st.builds(
        lambda start, end, unit: {"elapsed": {"from": start, "to": end, "unit": unit}},
        days,
        days,
        st.sampled_from(("days", "months", "years")),
    )
    table = st.builds(
        lambda table, key: {"table": table, "key": key},
        st.sampled_from(("stops", "goes-on", "grows", "grows-by-two", "sloping")),
        sub,
    )
    rounded = st.builds(
        lambda value, to, mode: {"round": {"value": value, "to": to, "mode": mode}},
        sub,
        st.sampled_from((1, 10, 0.01)),
        st.sampled_from(("down", "up", "half_up")),
    )
    return st.one_of(
        *leaves,
        age,
        school,
        elapsed,
        table,
        st.builds(lambda key: {"table": "by-color", "key": key}, code(depth - 1)),
        rounded,
        _node("count", _members(conditions)),
        _node("total", _members(conditions, sub)),
        _node("largest", _members(conditions, sub)),
        _node("smallest", _members(conditions, sub)),
        _node("rank", _members(conditions)),
        _node("add", _some(sub, 2)),
        _node("subtract", pair),
        _node("multiply", pair),
        _node("divide", pair),
        _node("max", _some(sub, 2)),
        _node("min", _some(sub, 2)),
        _case(conditions, sub),
        sub.map(lambda value: {"as": {"basis": "benefit", "value": value}}),
    )


@lru_cache
def day(depth: int) -> Raw:
    """Return expressions that are days."""
    leaves = [
        _of(*_DAY_FACTS),
        _node("day", st.sampled_from(_DAYS)),
        _CONSTANT_DAY,
    ]
    if depth == 0:
        return st.one_of(*leaves)
    sub = day(depth - 1)
    shifted = st.builds(
        lambda one, years, months, days: {
            "shift": {"date": one, "years": years, "months": months, "days": days}
        },
        sub,
        st.sampled_from((0, 0, 1, -3, 18, 100, -200)),
        st.sampled_from((0, 1, -1, 6, 13)),
        st.sampled_from((0, -1, 1, 56)),
    )
    after = st.builds(
        lambda age, born: {"year_end_after": {"age": age} | ({} if born is None else {"born": born})},
        st.sampled_from((0, 6, 15, 18)),
        st.one_of(st.none(), sub),
    )
    return st.one_of(*leaves, shifted, after, _case(truth(depth - 1), sub))


@lru_cache
def code(depth: int) -> Raw:
    """Return expressions that are colors."""
    leaves = [_of("person.color"), st.sampled_from(_COLORS), _node("parameter", st.just("favorite"))]
    if depth == 0:
        return st.one_of(*leaves)
    return st.one_of(*leaves, _case(truth(depth - 1), code(depth - 1)))


KINDS: dict[str, Callable[[int], Raw]] = {"truth": truth, "number": number, "day": day, "code": code}
"""Strategies of expressions by their kind; the argument is how deep they may be."""
