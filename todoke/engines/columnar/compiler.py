"""Turning the nodes of a rule into functions of whole blocks; equal nodes share one function and one result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from todoke.engines.columnar import arithmetic, calendar, errors, logic, members
from todoke.engines.columnar.cases import first_match
from todoke.engines.columnar.combining import all_of, any_of, codes, compared, listed, moved, num
from todoke.engines.columnar.constants import uniform
from todoke.engines.columnar.facts import entity_of, fact_reader, receipt_reader
from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.sharing import Rests, keep
from todoke.engines.columnar.tables import TableColumns
from todoke.engines.columnar.values import (
    MAYBE,
    Num,
    Value,
    truth_of,
    with_err,
)
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.days import named_day
from todoke.rules.evaluation.reading import UnknownReferenceError, dated_value
from todoke.rules.evaluation.run import exact, number
from todoke.rules.evaluation.unknowns import open_value
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, RELATION
from todoke.rules.parameters import ExpiredError, NotEncodedError
from todoke.rules.programs import Program
from todoke.rules.values import NO_NEEDS


class Compiler:
    """Compiles nodes of one rulebook for one day."""

    def __init__(self, content: Content, on: date) -> None:
        """Prepare a compiler; ``eligibility`` is set by whoever knows the programs."""
        self._content, self._on = content, on
        self._compiled: dict[tuple[str, str], tuple[Evaluate, Rests]] = {}
        self._facts: dict[str, tuple[Evaluate, Rests]] = {}
        self._tables: dict[str, TableColumns | int] = {}
        self._agings: dict[tuple[Any, ...], calendar.Aging] = {}
        self._places = 0
        self.eligibility: Callable[[str], tuple[Evaluate, Rests]] | None = None

    def compile(self, expression: Any, program: Program | None = None) -> tuple[Evaluate, Rests]:
        """Return the function of an expression and what it rests on; raises UnknownReferenceError."""
        if not isinstance(expression, n.Node):
            constant = uniform(exact(expression))
            return (lambda run, frame: constant), Rests()
        # A program with values of its municipalities keeps its nodes to itself.
        space = program.id if program is not None and program.local else ""
        key = (space, expression.model_dump_json(by_alias=True))
        found = self._compiled.get(key)
        if found is None:
            evaluate, rests = self._compile(expression, program)
            found = self._compiled[key] = (keep(evaluate, rests, self._place()), rests)
        return found

    def _place(self) -> int:
        self._places += 1
        return self._places

    def _compile(self, node: n.Node, program: Program | None) -> tuple[Evaluate, Rests]:
        rests = Rests()

        def sub(expression: Any) -> Evaluate:
            evaluate, below = self.compile(expression, program)
            rests.add(below)
            return evaluate

        match node:
            case n.AllOf():
                return all_of([sub(part) for part in node.all]), rests
            case n.AnyOf():
                return any_of([sub(part) for part in node.any]), rests
            case n.Not():
                part = sub(node.not_)
                return (lambda run, frame: logic.negation(truth_of(part(run, frame)))), rests
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                kind = type(node).__name__.lower()
                left, right = getattr(node, kind)
                by_birth = self._age_against(kind, left, right, sub)
                return by_birth or compared(kind, sub(left), sub(right)), rests
            case n.In():
                code, wanted = sub(node.in_[0]), frozenset(node.in_[1])
                return (lambda run, frame: logic.is_among(codes(code(run, frame)), wanted)), rests
            case n.Between():
                return self._between(node.between, sub), rests
            case n.FactOf():
                return self._fact_of(node)
            case n.Parameter():
                return self._parameter(node.parameter), rests
            case n.Lookup():
                return self._lookup(node, sub(node.key)), rests
            case n.Local():
                return self._local(node.local, program), rests
            case n.Unreadable():
                return (lambda run, frame: MAYBE), rests
            case n.Day():
                day = uniform(named_day(node.day, self._on))
                return (lambda run, frame: day), rests
            case n.Age():
                function = calendar.age_function(node.age.unit, node.age.counted)
                return self._aged(("age", node.age.unit, node.age.counted), function, node.age, sub), rests
            case n.SchoolAge():
                return self._aged(("school",), calendar.school_age, node.school_age, sub), rests
            case n.YearEndAfter():
                moving = calendar.Moving(calendar.year_end_after(node.year_end_after.age))
                return moved(moving, self._birth(node.year_end_after.born, sub)), rests
            case n.Shift():
                shift = node.shift
                moving = calendar.Moving(calendar.shifted(shift.years, shift.months, shift.days))
                return moved(moving, sub(shift.date)), rests
            case n.Elapsed():
                span = calendar.elapsed_function(node.elapsed.unit)
                start, end = sub(node.elapsed.from_), sub(node.elapsed.to)
                return (
                    lambda run, frame: calendar.aged(span, num(start(run, frame)), num(end(run, frame)))
                ), rests
            case n.Eligible():
                return self._eligible(node.eligible)
            case n.Receives():
                return receipt_reader(node.receives), Rests(member=True, lone=True)
            case n.As():
                return sub(node.as_.value), rests
            case n.Case():
                return first_match(
                    [(None if b.when is None else sub(b.when), sub(b.then)) for b in node.case]
                ), rests
            case n.Round():
                value, to, mode = sub(node.round.value), Fraction(number(node.round.to)), node.round.mode
                return (lambda run, frame: arithmetic.round_to(num(value(run, frame)), to, mode)), rests
            case n.Subtract():
                one, other = (sub(side) for side in node.subtract)
                return (
                    lambda run, frame: arithmetic.subtract(num(one(run, frame)), num(other(run, frame)))
                ), rests
            case n.Divide():
                one, other = (sub(side) for side in node.divide)
                return (
                    lambda run, frame: arithmetic.divide(num(one(run, frame)), num(other(run, frame)))
                ), rests
            case n.Add():
                return listed(arithmetic.add, [sub(part) for part in node.add]), rests
            case n.Multiply():
                return listed(arithmetic.multiply, [sub(part) for part in node.multiply]), rests
            case n.Max():
                return listed(arithmetic.largest, [sub(part) for part in node.max]), rests
            case n.Min():
                return listed(arithmetic.smallest, [sub(part) for part in node.min]), rests
            case _:
                return self._quantifier(node, program)

    def _quantifier(self, node: n.Node, program: Program | None) -> tuple[Evaluate, Rests]:
        kind = next(iter(type(node).model_fields))
        content = getattr(node, kind)
        inner = Rests()
        parts: list[Evaluate | None] = []
        for part in (content.where, content.value if isinstance(content, n.Valued) else None):
            evaluate, below = (None, Rests()) if part is None else self.compile(part, program)
            inner.add(below)
            parts.append(evaluate)
        of_subject = inner.subject
        whole = content.who == "everyone" and not of_subject and kind != "rank"
        rests = Rests(member=not whole, household=whole, subject=of_subject)
        return members.quantifier(kind, content.who, parts[0], parts[1], of_subject=of_subject), rests

    def fact(self, fact_id: str) -> tuple[Evaluate, Rests]:
        """Return the function that reads a fact; raises UnknownReferenceError."""
        found = self._facts.get(fact_id)
        if found is not None:
            return found
        if fact_id == RELATION:
            found = (
                keep(lambda run, frame: run.relation, Rests(member=True), self._place()),
                Rests(member=True),
            )
        elif fact_id == MUNICIPALITY:
            rests = Rests(household=True)
            found = keep(lambda run, frame: run.municipality, rests, self._place()), rests
        elif fact_id not in self._content.facts:
            raise UnknownReferenceError(f"属性 {fact_id} は data/facts にありません")
        else:
            fact = self._content.facts[fact_id]
            rests = Rests(household=True) if entity_of(fact) else Rests(member=True)
            holder: list[Evaluate] = []
            # Registered before it is built, so that facts derived from one another find each other.
            self._facts[fact_id] = (lambda run, frame: holder[0](run, frame)), rests
            derive = None if fact.derive is None else self.compile(fact.derive)[0]
            applies = None if fact.applies is None else self.compile(fact.applies)[0]
            holder.append(keep(fact_reader(fact, derive, applies, self._on), rests, self._place()))
            found = holder[0], rests
        self._facts[fact_id] = found
        return found

    def _fact_of(self, node: n.FactOf) -> tuple[Evaluate, Rests]:
        read, rests = self.fact(node.fact)
        if node.of != "subject" or not rests.member:
            return read, rests

        def of_subject(run: Run, frame: Frame) -> Value:
            subjects = Frame(frame.count, frame.subjects, frame.subjects, frame.households, base=False)
            return read(run, run.persons if frame.subjects is None else subjects)

        return of_subject, Rests(subject=True, member=True)

    def _birth(self, born: Any, sub: Callable[[Any], Evaluate]) -> Evaluate:
        return sub(n.FactOf(fact=BIRTH_DATE) if born is None else born)

    def _aging(self, key: tuple[Any, ...], function: calendar.DayFunction, on: int) -> calendar.Aging:
        found = self._agings.get((*key, on))
        if found is None:
            found = self._agings[(*key, on)] = calendar.Aging(function, on)
        return found

    def _aged(
        self, key: tuple[Any, ...], function: calendar.DayFunction, node: Any, sub: Callable[[Any], Evaluate]
    ) -> Evaluate:
        birth = self._birth(node.born, sub)
        day = self._fixed(node.on)
        if day is None:
            when = sub(node.on)
            return lambda run, frame: calendar.aged(function, num(birth(run, frame)), num(when(run, frame)))
        aging = self._aging(key, function, day)

        def evaluate(run: Run, frame: Frame) -> Value:
            born = num(birth(run, frame))
            lo = aging.at(born.hi)
            return Num(lo, lo if born.is_exact else aging.at(born.lo), err=born.err)

        return evaluate

    def _fixed(self, on: Any) -> int | None:
        """Return the ordinal of a day that is the same for everybody, if it is."""
        if on is None:
            return self._on.toordinal()
        if isinstance(on, n.Day):
            return named_day(on.day, self._on).toordinal()
        return on.toordinal() if isinstance(on, date) else None

    def _age_against(
        self, kind: str, left: Any, right: Any, sub: Callable[[Any], Evaluate]
    ) -> Evaluate | None:
        """Return an age compared with a number as a comparison of the birth itself with a day."""
        if not isinstance(left, n.Age | n.SchoolAge) or isinstance(right, n.Node) or kind == "eq":
            return None
        content: Any = left.age if isinstance(left, n.Age) else left.school_age
        day = self._fixed(content.on)
        if day is None:
            return None
        key: tuple[Any, ...] = ("school",)
        function: calendar.DayFunction = calendar.school_age
        if isinstance(left, n.Age):
            key = ("age", left.age.unit, left.age.counted)
            function = calendar.age_function(left.age.unit, left.age.counted)
        aging = self._aging(key, function, day)
        birth = self._birth(content.born, sub)
        # An age falls with the birth: under the limit means born on or after a day.
        under = kind in ("lt", "ge")
        first = aging.births_at_most(float(right), strict=under)
        limit = Num(first, first, day=True)

        def evaluate(run: Run, frame: Frame) -> Value:
            born = num(birth(run, frame))
            return logic.is_at_most(limit, born) if kind in ("lt", "le") else logic.is_less(born, limit)

        return evaluate

    def _between(self, node: n.Range, sub: Callable[[Any], Evaluate]) -> Evaluate:
        low = "gt" if node.open in ("from", "both") else "ge"
        high = "lt" if node.open in ("to", "both") else "le"
        by_low = self._age_against(low, node.value, node.from_, sub)
        by_high = self._age_against(high, node.value, node.to, sub)
        if by_low is None or by_high is None:
            value = sub(node.value)
            by_low = compared(low, value, sub(node.from_))
            by_high = compared(high, value, sub(node.to))
        above, below = by_low, by_high
        return lambda run, frame: logic.conjoined(truth_of(above(run, frame)), truth_of(below(run, frame)))

    def _parameter(self, parameter_id: str) -> Evaluate:
        if parameter_id not in self._content.parameters:
            raise UnknownReferenceError(f"パラメーター {parameter_id} は data/parameters にありません")
        series = self._content.parameters[parameter_id]
        try:
            value = uniform(exact(series.on(self._on).value))
        except (NotEncodedError, ExpiredError) as error:
            value = _failed(uniform(exact(series.values[0].value)), error)
        return lambda run, frame: value

    def _lookup(self, node: n.Lookup, key: Evaluate) -> Evaluate:
        if node.table not in self._content.tables:
            raise UnknownReferenceError(f"表 {node.table} は data/tables にありません")
        series = self._content.tables[node.table]
        failure: Exception | None = None
        try:
            version = series.on(self._on)
        except (NotEncodedError, ExpiredError) as error:
            version, failure = series.versions[0], error
        table = TableColumns(series, version)
        if failure is None:
            return lambda run, frame: table(key(run, frame))
        code = errors.UNENCODED if isinstance(failure, NotEncodedError) else errors.FAILED

        def evaluate(run: Run, frame: Frame) -> Value:
            return with_err(table(key(run, frame)), code)

        return evaluate

    def _local(self, name: str, program: Program | None) -> Evaluate:
        declared = {} if program is None else program.local
        if program is None or name not in declared:
            raise UnknownReferenceError(f"区市町村の値 {name} は program.yaml の local にありません")
        nothing = uniform(open_value(declared[name].type, NO_NEEDS))
        by_municipality: dict[str, Value] = {}
        for code, overlay in self._content.overlays.items():
            own = overlay.programs.get(program.id)
            value = None if own is None else dated_value(own.local.get(name, ()), self._on)
            if value is not None:
                by_municipality[code] = uniform(exact(value))
        return lambda run, frame: by_municipality.get(run.block.municipality, nothing)

    def _eligible(self, program_id: str) -> tuple[Evaluate, Rests]:
        assert self.eligibility is not None
        return self.eligibility(program_id)


def _failed(value: Value, error: Exception) -> Value:
    return with_err(value, errors.UNENCODED if isinstance(error, NotEncodedError) else errors.FAILED)
