"""Turning the nodes of a rule into SQL text, each kind in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from todoke.engines.sql import days, logic, numbers
from todoke.engines.sql.frames import OF_HOUSEHOLD, Frame, frame_of
from todoke.engines.sql.logic import MixedKindsError
from todoke.engines.sql.members import Members
from todoke.engines.sql.reading import FactReader, constant, local_value
from todoke.engines.sql.script import Script, as_role
from todoke.engines.sql.tables import looked_up
from todoke.engines.sql.texts import (
    NOT_ENCODED,
    RULE_ERROR,
    UNKNOWN,
    Sql,
    all_of,
    first_error,
    name,
    negated,
    text,
)
from todoke.engines.sql.values import Codes, Day, Number, Truth, Value, failing, kept
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.days import named_day
from todoke.rules.evaluation.run import exact
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, RELATION
from todoke.rules.parameters import Dated, ExpiredError, NotEncodedError
from todoke.rules.programs import LocalParameter
from todoke.rules.walking import walk


class UnknownNameError(Exception):
    """A rule names a fact, parameter or table that does not exist."""


@dataclass(frozen=True, slots=True)
class Local:
    """The values a municipality sets for a program: declared, and what it said."""

    declared: Mapping[str, LocalParameter]
    said: Mapping[str, tuple[Dated, ...]]


class Translator:
    """Translates expressions for one day and one municipality; what is equal is worked out once."""

    def __init__(
        self, content: Content, on: date, municipality: str, given: Mapping[str, bool], script: Script
    ) -> None:
        """Take which columns are given, and whether something in them may be known only roughly."""
        self.content, self.on, self.municipality, self.script = content, on, municipality, script
        self.facts = FactReader(self, given)
        self.members = Members(self)
        self._given = given
        self._eligibility: Callable[[str, Frame], Value] = _no_programs
        self._known: dict[tuple[str, Frame], Value] = {}
        self._texts: dict[int, tuple[str, n.Node]] = {}

    def given_column(self, fact_id: str) -> tuple[str | None, bool]:
        """Return the column of what was said of a fact, and whether it may be rough."""
        return (fact_id, self._given[fact_id]) if fact_id in self._given else (None, False)

    def truth(self, expression: Any, frame: Frame, local: Local | None = None) -> Truth:
        """Return an expression as a truth value; what does not apply is false."""
        return self.as_truth(self.translate(expression, frame, local))

    def as_truth(self, value: Value) -> Truth:
        """Return a value as a truth value."""
        if not isinstance(value, Truth):
            raise MixedKindsError(type(value).__name__)
        return Truth(value.holds, None, value.error)

    def translate(self, expression: Any, frame: Frame, local: Local | None = None) -> Value:
        """Return the value of an expression in a frame."""
        if not isinstance(expression, n.Node):
            return constant(exact(expression))
        frame = frame_of(expression, frame)
        if local is not None and not any(isinstance(node, n.Local) for node in walk(expression)):
            local = None
        key = (self._text(expression), frame)
        if local is None and key in self._known:
            return self._known[key]
        found = kept(self._translated(expression, frame, local), self.script.keep)
        if local is None:
            self._known[key] = found
        return found

    def _text(self, expression: n.Node) -> str:
        found = self._texts.get(id(expression))
        if found is None:
            # The node is kept too, so that no other can take its place in memory.
            found = self._texts[id(expression)] = (expression.model_dump_json(by_alias=True), expression)
        return found[0]

    def _translated(self, node: n.Node, frame: Frame, local: Local | None) -> Value:
        keep = self.script.keep

        def sub(expression: Any) -> Value:
            return self.translate(expression, frame, local)

        def condition(expression: Any) -> Truth:
            return self.truth(expression, frame, local)

        match node:
            case n.AllOf():
                return logic.conjunction([condition(part) for part in node.all], keep)
            case n.AnyOf():
                return logic.disjunction([condition(part) for part in node.any], keep)
            case n.Not():
                part = condition(node.not_)
                return Truth(negated(part.holds), None, part.error)
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                kind = type(node).__name__.lower()
                left, right = getattr(node, kind)
                return logic.compared(kind, sub(left), sub(right), keep)
            case n.In():
                return logic.among(_codes(sub(node.in_[0])), frozenset(node.in_[1]))
            case n.Between():
                return self._between(node.between, sub)
            case n.FactOf():
                return self._fact(node, frame)
            case n.Parameter():
                return self._parameter(node.parameter)
            case n.Lookup():
                return self._lookup(node, sub)
            case n.Local():
                return self._local(node.local, local)
            case n.Unreadable():
                return Truth(UNKNOWN)
            case n.Day():
                return days.exact_day(named_day(node.day, self.on))
            case n.Age():
                return self._aged(days.age(node.age), node.age.born, node.age.on, frame, sub)
            case n.SchoolAge():
                return self._aged(days.school_age, node.school_age.born, node.school_age.on, frame, sub)
            case n.YearEndAfter():
                born = self._born(node.year_end_after.born, frame, sub)
                return days.moved(days.year_end_after(node.year_end_after.age), born, keep)
            case n.Shift():
                return days.moved(days.shifted(node.shift), _day(sub(node.shift.date)), keep)
            case n.Elapsed():
                start, end = _day(sub(node.elapsed.from_)), _day(sub(node.elapsed.to))
                return days.aged(days.elapsed(node.elapsed.unit), start, end, keep)
            case n.Eligible():
                return self.eligible(node.eligible, frame)
            case n.Receives():
                return self.facts.receipt(node.receives, frame)
            case n.As():
                return sub(node.as_.value)
            case n.Case():
                branches = [(condition(one.when), sub(one.then)) for one in node.case[:-1]]
                return logic.first_match(branches, sub(node.case[-1].then), keep)
            case _:
                return self._counted(node, frame, local)

    def _counted(self, node: n.Node, frame: Frame, local: Local | None) -> Value:
        keep = self.script.keep

        def sub(expression: Any) -> Number:
            return _number(self.translate(expression, frame, local))

        match node:
            case n.Round():
                to = Fraction(node.round.to)
                return numbers.rounded(sub(node.round.value), to, node.round.mode, keep)
            case n.Subtract():
                return numbers.subtracted(sub(node.subtract[0]), sub(node.subtract[1]), keep)
            case n.Divide():
                return numbers.divided(sub(node.divide[0]), sub(node.divide[1]), keep)
            case n.Add():
                return numbers.added([sub(part) for part in node.add], keep)
            case n.Multiply():
                return numbers.multiplied([sub(part) for part in node.multiply], keep)
            case n.Max():
                return numbers.largest([sub(part) for part in node.max], keep)
            case n.Min():
                return numbers.smallest([sub(part) for part in node.min], keep)
            case _:
                return self.members.quantified(node, frame, local)

    def _between(self, node: n.Range, sub: Any) -> Truth:
        value, low, high = sub(node.value), sub(node.from_), sub(node.to)
        above = logic.compared("gt" if node.open in ("from", "both") else "ge", value, low, self.script.keep)
        below = logic.compared("lt" if node.open in ("to", "both") else "le", value, high, self.script.keep)
        error = first_error(value.error, low.error, high.error)
        return Truth(all_of(above.holds, below.holds), None, error)

    def _fact(self, node: n.FactOf, frame: Frame) -> Value:
        if node.of == "subject" and frame.subject == "none":
            frame = OF_HOUSEHOLD
        value = self._read(node.fact, frame)
        if node.of == "subject" and frame.subject == "pair":
            return as_role("s", value)
        return value

    def _read(self, fact_id: str, frame: Frame) -> Value:
        if fact_id == RELATION:
            return Codes(text("self") if frame.level == "household" else name("m0.relation"))
        if fact_id == MUNICIPALITY:
            return Codes(text(self.municipality))
        if fact_id not in self.content.facts:
            raise UnknownNameError(f"属性 {fact_id} は data/facts にありません")
        return self.facts.read(self.content.facts[fact_id], frame)

    def _parameter(self, parameter_id: str) -> Value:
        if parameter_id not in self.content.parameters:
            raise UnknownNameError(f"パラメーター {parameter_id} は data/parameters にありません")
        series = self.content.parameters[parameter_id]
        try:
            return constant(exact(series.on(self.on).value))
        except (NotEncodedError, ExpiredError) as error:
            return failing(constant(exact(series.values[-1].value)), _static(error))

    def _lookup(self, node: n.Lookup, sub: Any) -> Value:
        if node.table not in self.content.tables:
            raise UnknownNameError(f"表 {node.table} は data/tables にありません")
        series = self.content.tables[node.table]
        try:
            version = series.on(self.on)
        except (NotEncodedError, ExpiredError) as error:
            rows = series.versions[-1].rows
            value = next((row.value for row in rows if row.value is not None), Decimal(0))
            return failing(constant(exact(value)), _static(error))
        return looked_up(version, sub(node.key), self.script.keep)

    def _local(self, label: str, local: Local | None) -> Value:
        if local is None or label not in local.declared:
            raise UnknownNameError(f"区市町村の値 {label} は program.yaml の local にありません")
        return local_value(label, local.declared, local.said, self.on)

    def _born(self, born: Any, frame: Frame, sub: Any) -> Day:
        return _day(self._read(BIRTH_DATE, frame) if born is None else sub(born))

    def _aged(self, function: Any, born: Any, on: Any, frame: Frame, sub: Any) -> Number:
        birth = self._born(born, frame, sub)
        day = days.exact_day(self.on) if on is None else _day(sub(on))
        return days.aged(function, birth, day, self.script.keep)

    def ask(self, eligibility: Callable[[str, Frame], Value]) -> None:
        """Take who answers whether another program's conditions hold."""
        self._eligibility = eligibility

    def eligible(self, program_id: str, frame: Frame) -> Value:
        """Return whether another program's conditions hold."""
        return self._eligibility(program_id, frame)


def _no_programs(program_id: str, frame: Frame) -> Value:
    raise UnknownNameError(f"制度 {program_id} は data/programs にありません")


def _static(error: Exception) -> Sql:
    return NOT_ENCODED if isinstance(error, NotEncodedError) else RULE_ERROR


def _day(value: Value) -> Day:
    if not isinstance(value, Day):
        raise MixedKindsError(f"day: {type(value).__name__}")
    return value


def _number(value: Value) -> Number:
    if not isinstance(value, Number):
        raise MixedKindsError(f"number: {type(value).__name__}")
    return value


def _codes(value: Value) -> Codes:
    if not isinstance(value, Codes):
        raise MixedKindsError(f"code: {type(value).__name__}")
    return value
