"""Households as the rules know them, and the same as rows of a block: there and back without loss of meaning."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from todoke.residents.block import ALL_LISTED, RELATION_CODE, Array, Block, Column, Entry, household_receives
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, FactType, Number
from todoke.rules.household import (
    ALL_RELATIONS,
    HOUSEHOLD,
    MUNICIPALITY,
    RELATIONS,
    Household,
    Member,
)
from todoke.rules.values import Choices, Interval, Value, need

FINE = 1000
"""Steps per unit of numbers that need not be whole."""

_FINE_UNITS = frozenset({"rate", "square_meters", "hours", "points"})
_RECEIVES = "receives:"
_HOUSEHOLD_RECEIVES = household_receives("")


class UnfitHouseholdError(ValueError):
    """A household that does not fit into columns, such as one without an applicant."""


def scale_of(kind: FactType) -> int:
    """Return in which parts of a unit numbers of this type are kept.

    >>> scale_of(Number(unit="people")), scale_of(Number(unit="hours"))
    (1, 1000)
    """
    return FINE if isinstance(kind, Number) and kind.unit in _FINE_UNITS else 1


def block_of(
    households: Sequence[Household], municipality: str, content: Content, *, first_person: int = 1
) -> Block:
    """Return a block of these households, ids counted from 1 (persons from ``first_person``).

    Raises UnfitHouseholdError for a household without an applicant, or a value that columns cannot hold.
    """
    size = np.array([len(one.members) for one in households], np.int32)
    first = (np.cumsum(size) - size).astype(np.int32)
    members = [member for one in households for member in one.members]
    relation = np.array([RELATION_CODE[member.relation] for member in members], np.uint8)
    own = np.flatnonzero(relation == RELATION_CODE["self"]).astype(np.int32)
    if len(own) != len(households):
        raise UnfitHouseholdError("本人(世帯の代表)が一人でない世帯があります")
    columns = _columns([member.facts for member in members], content, _same)
    columns |= _columns(
        [{k: v for k, v in one.facts.items() if k != MUNICIPALITY} for one in households],
        content,
        _of_household,
    )
    return Block(
        municipality=municipality,
        person_ids=np.arange(first_person, first_person + len(members), dtype=np.int64),
        household_ids=np.arange(1, len(households) + 1, dtype=np.int64),
        first=first,
        size=size,
        relation=relation,
        applicant=own,
        complete=np.array([_listed(one.complete) for one in households], np.uint16),
        columns=columns,
        parents=_parents(households, first),
    )


def household_at(block: Block, place: int, content: Content) -> Household:
    """Return one household of a block; its members' ids are ``p`` and the person's id."""
    first, size = int(block.first[place]), int(block.size[place])
    rows = range(first, first + size)
    ids = {row: f"p{int(block.person_ids[row])}" for row in rows}
    named = _named_parents(block, ids)
    of_person: dict[str, Column] = {}
    of_household: dict[str, Column] = {}
    for name, column in block.columns.items():
        if name.startswith(_HOUSEHOLD_RECEIVES):
            of_household[name.removeprefix("household/")] = column
        elif name.startswith("household."):
            of_household[name] = column
        else:
            of_person[name] = column
    members = tuple(
        Member(
            ids[row],
            RELATIONS[int(block.relation[row])],
            _facts_at(of_person, row, ids[row], content),
            named.get(row),
        )
        for row in rows
    )
    facts = {MUNICIPALITY: block.municipality} | _facts_at(of_household, place, HOUSEHOLD, content)
    complete = int(block.complete[place])
    listed = frozenset(one for one in RELATIONS if complete >> RELATION_CODE[one] & 1)
    return Household(members, facts, listed)


def _named_parents(block: Block, ids: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    if block.parents is None:
        return {}
    children, parents, named = block.parents
    return {row: tuple(ids[int(parent)] for parent in parents[children == row]) for row in ids if named[row]}


def _parents(households: Sequence[Household], first: Array) -> tuple[Array, Array, Array] | None:
    pairs: list[tuple[int, int]] = []
    named: list[bool] = []
    for start, household in zip(first.tolist(), households, strict=True):
        rows = {member.id: start + place for place, member in enumerate(household.members)}
        for member in household.members:
            named.append(member.parents is not None)
            pairs += [(rows[member.id], rows[parent]) for parent in member.parents or ()]
    if not any(named):
        return None
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy(), np.array(named, np.bool_)


def _listed(complete: frozenset[str]) -> int:
    return ALL_LISTED if complete == ALL_RELATIONS else sum(1 << RELATION_CODE[one] for one in complete)


def _same(name: str) -> str:
    return name


def _of_household(name: str) -> str:
    return f"household/{name}" if name.startswith(_RECEIVES) else name


def kind_of(name: str, content: Content) -> FactType:
    """Return the type of a column: of a fact, or of "receives this program already"."""
    return Boolean() if _RECEIVES in name else content.facts[name].type


def _columns(rows: Sequence[Mapping[str, Value]], content: Content, naming: Any) -> dict[str, Column]:
    names = sorted({name for facts in rows for name in facts})
    return {
        naming(name): _column([facts.get(name) for facts in rows], kind_of(name, content)) for name in names
    }


def _column(values: Sequence[Value | None], kind: FactType) -> Column:
    said = np.array([value is not None for value in values], np.bool_)
    given: Array | bool = True if said.all() else said
    if isinstance(kind, Boolean):
        yes = np.array([value is True for value in values], np.bool_)
        return Column(yes, yes, given)
    if isinstance(kind, Code):
        chosen = [_entry(value) for value in values]
        entries = tuple(dict.fromkeys(one for one in chosen if one is not None))
        place = {entry: index for index, entry in enumerate(entries)}
        codes = np.array([0 if one is None else place[one] for one in chosen], np.uint8)
        return Column(codes, codes, given, entries)
    scale = scale_of(kind)
    pairs = [(0.0, 0.0) if value is None else _bounds(value, kind, scale) for value in values]
    kept: Any = np.int32 if isinstance(kind, Date) else np.float64
    low = np.array([low for low, _ in pairs], kept)
    high = np.array([high for _, high in pairs], kept)
    if np.array_equal(low, high):
        high = low
    return Column(low, high, given, (), scale)


def _entry(value: Value | None) -> Entry | None:
    if isinstance(value, Choices):
        return value.codes
    if value is None or isinstance(value, str):
        return value
    raise UnfitHouseholdError("符号でない値があります")


def _bounds(value: Value, kind: FactType, scale: int) -> tuple[float, float]:
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    if isinstance(kind, Date):
        assert isinstance(low, date)
        assert isinstance(high, date)
        return float(low.toordinal()), float(high.toordinal())
    return _scaled(low, scale), _scaled(high, scale)


def _scaled(value: Any, scale: int) -> float:
    if isinstance(value, float) and math.isinf(value):
        return value
    exact = Fraction(value) * scale
    if exact.denominator != 1:
        raise UnfitHouseholdError("細かすぎる数があります")
    return float(exact)


def _facts_at(columns: Mapping[str, Column], row: int, entity: str, content: Content) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, column in columns.items():
        if column.said is True or (column.said is not False and bool(_at(column.said, row))):
            found[name] = _value_at(column, kind_of(name, content), row, name, entity)
    return found


def _at(values: Array, row: int) -> Any:
    return values[()].item() if values.ndim == 0 else values[row].item()


def _value_at(column: Column, kind: FactType, row: int, name: str, entity: str) -> Value:
    low, high = _at(column.low, row), _at(column.high, row)
    if isinstance(kind, Boolean):
        return bool(low)
    if isinstance(kind, Code):
        entry = column.entries[low]
        return entry if isinstance(entry, str) else Choices(entry, need(name, entity))
    if isinstance(kind, Date):
        ends: tuple[Any, Any] = (date.fromordinal(int(low)), date.fromordinal(int(high)))
    else:
        ends = (_unscaled(low, column.scale), _unscaled(high, column.scale))
    return ends[0] if ends[0] == ends[1] else Interval(*ends, need(name, entity))


def _unscaled(value: float, scale: int) -> Any:
    if math.isinf(value):
        return value
    exact = Fraction(round(value), scale)
    return exact.numerator if exact.denominator == 1 else exact
