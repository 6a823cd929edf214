"""Turning the nodes of a rule into plain functions, each kind in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from todoke.rules import nodes as n
from todoke.rules.evaluation import arithmetic, days, members
from todoke.rules.evaluation.logic import against, all_of, among, any_of, between, first_match, remembered
from todoke.rules.evaluation.reading import (
    TEXT,
    UnknownReferenceError,
    fact_reader,
    local_reader,
    read_relation,
    receipt_reader,
)
from todoke.rules.evaluation.run import Evaluator, Run, exact, number
from todoke.rules.evaluation.tables import TableFunction
from todoke.rules.facts import Fact
from todoke.rules.household import BIRTH_DATE, RELATION, Member
from todoke.rules.parameters import ParameterSeries, TableSeries, TableVersion
from todoke.rules.programs import LocalParameter
from todoke.rules.truth import COMPARISONS, as_truth, negation
from todoke.rules.values import Maybe, Needs, Value, need
from todoke.rules.walking import walk


class Compiler:
    """Compiles nodes against a dictionary of facts, parameters and tables; equal nodes share one function."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        parameters: Mapping[str, ParameterSeries],
        tables: Mapping[str, TableSeries],
    ) -> None:
        """Prepare a compiler; ``conditions_of`` is set by whoever knows the programs."""
        self._facts = facts
        self._parameters = parameters
        self._tables = tables
        self._compiled: dict[str, Evaluator] = {}
        self._fact_functions: dict[str, Evaluator] = {}
        self._table_functions: dict[tuple[str, date], TableFunction] = {}
        self.eligibility: Callable[[str], Evaluator] | None = None

    def compile(self, expression: Any, local: Mapping[str, LocalParameter] | None = None) -> Evaluator:
        """Return the function of an expression; raises UnknownReferenceError."""
        if not isinstance(expression, n.Node):
            constant = exact(expression)
            return lambda run, member: constant
        if local is None:
            key = expression.model_dump_json(by_alias=True)
            found = self._compiled.get(key)
            if found is None:
                found = self._compile(expression, None)
                if isinstance(expression, _REMEMBERED) and not _depends_on_subject(expression):
                    found = remembered(found, len(self._compiled))
                self._compiled[key] = found
            return found
        return self._compile(expression, local)

    def _compile(self, node: n.Node, local: Mapping[str, LocalParameter] | None) -> Evaluator:
        def sub(expression: Any) -> Evaluator:
            return self.compile(expression, local)

        match node:
            case n.AllOf():
                return all_of([sub(part) for part in node.all])
            case n.AnyOf():
                return any_of([sub(part) for part in node.any])
            case n.Not():
                part = sub(node.not_)
                return lambda run, member: negation(as_truth(part(run, member)))
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                kind = type(node).__name__.lower()
                left, right = getattr(node, kind)
                if isinstance(right, n.Node):
                    return _binary(COMPARISONS[kind], sub(left), sub(right))
                return against(kind, sub(left), exact(right))
            case n.In():
                return among(sub(node.in_[0]), frozenset(node.in_[1]))
            case n.Between():
                return between(node.between, sub)
            case n.FactOf():
                return self._fact_of(node)
            case n.Parameter():
                return self._parameter(node.parameter)
            case n.Lookup():
                return self._lookup(node, sub(node.key))
            case n.Local():
                return local_reader(node.local, local or {})
            case n.Unreadable():
                doubt = Maybe(need(node.unreadable.ja, TEXT))
                return lambda run, member: doubt
            case n.Day():
                name = node.day
                return lambda run, member: days.named_day(name, run.on)
            case n.Age():
                function = days.age_function(node.age.unit, node.age.counted)
                return self._aged(function, node.age.born, node.age.on, sub)
            case n.SchoolAge():
                return self._aged(days.school_age, node.school_age.born, node.school_age.on, sub)
            case n.YearEndAfter():
                return self._year_end_after(node.year_end_after, sub)
            case n.Shift():
                return _shift(node.shift, sub)
            case n.Elapsed():
                function = days.elapsed_function(node.elapsed.unit)
                start, end = sub(node.elapsed.from_), sub(node.elapsed.to)
                return lambda run, member: _elapsed(function, start(run, member), end(run, member))
            case n.Eligible():
                return self._eligible(node.eligible)
            case n.Receives():
                return receipt_reader(node.receives)
            case n.As():
                return sub(node.as_.value)
            case n.Case():
                return first_match(node, sub)
            case n.Round():
                rounded, to, mode = sub(node.round.value), number(node.round.to), node.round.mode
                return lambda run, member: arithmetic.round_to(rounded(run, member), to, mode)
            case n.Subtract():
                return _binary(arithmetic.subtract, *(sub(side) for side in node.subtract))
            case n.Divide():
                return _binary(arithmetic.divide, *(sub(side) for side in node.divide))
            case n.Add():
                return _listed(arithmetic.add, [sub(part) for part in node.add])
            case n.Multiply():
                return _listed(arithmetic.multiply, [sub(part) for part in node.multiply])
            case n.Max():
                return _listed(arithmetic.largest, [sub(part) for part in node.max])
            case n.Min():
                return _listed(arithmetic.smallest, [sub(part) for part in node.min])
            case _:
                return members.quantifier(node, sub)

    def fact(self, fact_id: str) -> Evaluator:
        """Return the function that reads a fact of a member (or of the household)."""
        found = self._fact_functions.get(fact_id)
        if found is None:
            if fact_id == RELATION:
                found = read_relation
            elif fact_id not in self._facts:
                raise UnknownReferenceError(f"属性 {fact_id} は data/facts にありません")
            else:
                # Registered before it is built, so that facts derived from one another find each other.
                holder: list[Evaluator] = []
                found = self._fact_functions[fact_id] = lambda run, member: holder[0](run, member)
                holder.append(self._fact_function(self._facts[fact_id]))
                found = holder[0]
            self._fact_functions[fact_id] = found
        return found

    def _fact_of(self, node: n.FactOf) -> Evaluator:
        read = self.fact(node.fact)
        if node.of == "subject":
            return lambda run, member: read(run, run.subject)
        return read

    def _fact_function(self, fact: Fact) -> Evaluator:
        derive = None if fact.derive is None else self.compile(fact.derive)
        applies = None if fact.applies is None else self.compile(fact.applies)
        return fact_reader(fact, derive, applies, self._gates_among)

    def _gates_among(self, needs: Needs) -> Needs:
        return frozenset(one for one in needs if one[0] in self._facts and self._facts[one[0]].gate)

    def _parameter(self, parameter_id: str) -> Evaluator:
        if parameter_id not in self._parameters:
            raise UnknownReferenceError(f"パラメーター {parameter_id} は data/parameters にありません")
        series = self._parameters[parameter_id]
        return lambda run, member: run.parameter(series)

    def _lookup(self, node: n.Lookup, key: Evaluator) -> Evaluator:
        if node.table not in self._tables:
            raise UnknownReferenceError(f"表 {node.table} は data/tables にありません")
        series = self._tables[node.table]
        return lambda run, member: self._table_on(series, series.on(run.on))(key(run, member))

    def _table_on(self, series: TableSeries, version: TableVersion) -> TableFunction:
        key = (series.id, version.from_)
        found = self._table_functions.get(key)
        if found is None:
            found = self._table_functions[key] = TableFunction(series, version)
        return found

    def _aged(
        self,
        function: Callable[[date, date], int],
        born: Any,
        on: Any,
        sub: Callable[[Any], Evaluator],
    ) -> Evaluator:
        birth = self.fact(BIRTH_DATE) if born is None else sub(born)
        if on is None:
            return lambda run, member: days.aged(function, birth(run, member), run.on)
        day = sub(on)
        return lambda run, member: days.aged(function, birth(run, member), day(run, member))

    def _year_end_after(self, node: n.Reached, sub: Callable[[Any], Evaluator]) -> Evaluator:
        birth = self.fact(BIRTH_DATE) if node.born is None else sub(node.born)
        age = node.age
        return lambda run, member: days.moved(lambda born: days.year_end_after(age, born), birth(run, member))

    def _eligible(self, program_id: str) -> Evaluator:
        found: list[Evaluator] = []

        def ask(run: Run, member: Member | None) -> Value:
            if not found:
                assert self.eligibility is not None
                found.append(self.eligibility(program_id))
            return found[0](run, member)

        return ask


_REMEMBERED = (
    n.AllOf,
    n.AnyOf,
    n.Lookup,
    n.Age,
    n.SchoolAge,
    n.Exists,
    n.Every,
    n.Count,
    n.Total,
    n.Largest,
    n.Smallest,
    n.Rank,
    n.Case,
    n.Round,
    n.Eligible,
)
"""Nodes dear enough to be worked out once per run and member, whichever program asks."""


def _depends_on_subject(expression: n.Node) -> bool:
    return any(isinstance(node, n.FactOf) and node.of == "subject" for node in walk(expression))


def _binary(function: Callable[[Value, Value], Value], left: Evaluator, right: Evaluator) -> Evaluator:
    return lambda run, member: function(left(run, member), right(run, member))


def _listed(function: Callable[[list[Value]], Value], parts: list[Evaluator]) -> Evaluator:
    return lambda run, member: function([part(run, member) for part in parts])


def _shift(node: n.Shifted, sub: Callable[[Any], Evaluator]) -> Evaluator:
    day = sub(node.date)

    def later(start: date) -> date:
        return days.shift(start, years=node.years, months=node.months, days=node.days)

    return lambda run, member: days.moved(later, day(run, member))


def _elapsed(function: Callable[[date, date], int], start: Value, end: Value) -> Value:
    return days.aged(function, start, end)
