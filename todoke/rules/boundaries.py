"""Boundary cases made from a rule: each threshold with its neighbors, each table row, each code, each unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from todoke.base.ages import reaches
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.days import shift
from todoke.rules.evaluation.run import exact, number
from todoke.rules.facts import Boolean, Code, Fact, Money, Number
from todoke.rules.household import BIRTH_DATE, HOUSEHOLD, Household, Member
from todoke.rules.parameters import ExpiredError, NotEncodedError
from todoke.rules.planning import with_fact
from todoke.rules.programs import Version
from todoke.rules.situation import with_needs
from todoke.rules.values import Value
from todoke.rules.walking import resting_on, walk

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BoundaryCase:
    """A household that differs from another in one fact: a value at a boundary, or the fact unknown."""

    fact_id: str
    entity: str
    value: Value | None
    household: Household

    @property
    def is_unknown(self) -> bool:
        """Tell whether the fact was taken away."""
        return self.value is None


def boundary_cases(
    content: Content, version: Version, household: Household, *, on: date
) -> Iterator[BoundaryCase]:
    """Yield the boundary cases of a version around a household, facts and members in order."""
    expressions = tuple(expression for _, expression, _ in version.expressions())
    thresholds = _Thresholds(content, on, tuple(_all_expressions(content, expressions)))
    for fact_id in sorted(resting_on(content.facts, *expressions)):
        fact = content.facts.get(fact_id)
        if fact is None or not fact.askable:
            continue
        entities = [HOUSEHOLD] if fact.entity == HOUSEHOLD else [member.id for member in household.members]
        for entity in entities:
            for value in thresholds.values(fact):
                changed = with_needs(with_fact(household, fact_id, entity, value), content)
                yield BoundaryCase(fact_id, entity, value, changed)
            yield BoundaryCase(fact_id, entity, None, without_fact(household, fact_id, entity))


def without_fact(household: Household, fact_id: str, entity: str) -> Household:
    """Return the household with a fact taken away."""
    if entity == HOUSEHOLD:
        return replace(household, facts={k: v for k, v in household.facts.items() if k != fact_id})

    def bared(member: Member) -> Member:
        return replace(member, facts={k: v for k, v in member.facts.items() if k != fact_id})

    members = tuple(bared(member) if member.id == entity else member for member in household.members)
    return replace(household, members=members)


def _all_expressions(content: Content, expressions: tuple[Any, ...]) -> Iterator[Any]:
    """Yield the expressions and those of every fact they rest on."""
    yield from expressions
    for fact_id in resting_on(content.facts, *expressions):
        fact = content.facts.get(fact_id)
        if fact is not None:
            yield fact.derive
            yield fact.applies


class _Thresholds:
    """The constants a rule compares with, by kind."""

    def __init__(self, content: Content, on: date, expressions: tuple[Any, ...]) -> None:
        self._on = on
        self._by_basis: dict[str, set[int]] = {}
        self._plain: set[int] = set()
        self._ages: set[int] = set()
        self._school_ages: set[int] = set()
        self._months: set[int] = set()
        for expression in expressions:
            for node in walk(expression):
                self._collect(content, node)

    def values(self, fact: Fact) -> Iterator[Value]:
        """Yield the values of a fact at and around the boundaries."""
        match fact.type:
            case Boolean():
                yield from (True, False)
            case Code():
                yield from fact.type.codes
            case Number() | Money():
                yield from self._numbers(fact.type)
            case _ if fact.id == BIRTH_DATE:
                yield from self._births()
            case _:
                yield from (self._on - _DAY, self._on, self._on + _DAY)

    def _numbers(self, kind: Number | Money) -> Iterator[Value]:
        basis = kind.basis if isinstance(kind, Money) else kind.unit
        low = number(kind.minimum)
        high = None if kind.maximum is None else number(kind.maximum)
        around = {at + step for at in self._by_basis.get(basis, set()) | self._plain for step in (-1, 0, 1)}
        for value in sorted(around | {low}):
            if value >= low and (high is None or value <= high):
                yield value

    def _births(self) -> Iterator[Value]:
        """Yield births for whom an age is reached yesterday, today and tomorrow, and at the turn of school years."""
        found = {self._on}
        for age in self._ages:
            reached = shift(self._on, years=-age, months=0, days=0)
            found |= {reached - _DAY, reached, reached + _DAY}
        for months in self._months:
            reached = shift(self._on, years=0, months=-months, days=0)
            found |= {reached - _DAY, reached, reached + _DAY}
        fiscal_start = date(self._on.year if self._on.month >= 4 else self._on.year - 1, 4, 1)
        for age in self._school_ages:
            for years in (age, age + 1):
                turn = shift(fiscal_start, years=-years, months=0, days=0)
                found |= {turn, turn + _DAY}
        yield from sorted(day for day in found if day <= self._on and reaches(120, born=day) > self._on)

    def _collect(self, content: Content, node: n.Node) -> None:
        match node:
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                left, right = getattr(node, type(node).__name__.lower())
                self._compared(left, right)
            case n.Between():
                self._compared(node.between.value, node.between.from_)
                self._compared(node.between.value, node.between.to)
            case n.Parameter():
                series = content.parameters[node.parameter]
                try:
                    value = exact(series.on(self._on).value)
                except (NotEncodedError, ExpiredError):
                    return
                if isinstance(value, int) and not isinstance(value, bool):
                    self._by_basis.setdefault(series.basis, set()).add(value)
            case n.Lookup():
                table = content.tables[node.table]
                for version in table.versions:
                    starts = [row.from_ for row in version.rows if row.from_ is not None]
                    self._by_basis.setdefault(table.key_basis, set()).update(int(start) for start in starts)
            case _:
                pass

    def _compared(self, left: Any, right: Any) -> None:
        if not isinstance(right, int) or isinstance(right, bool):
            return
        if isinstance(left, n.Age):
            (self._ages if left.age.unit == "years" else self._months).add(abs(right))
        elif isinstance(left, n.SchoolAge):
            self._school_ages.add(right)
        else:
            self._plain.add(right)
