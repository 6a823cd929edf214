"""The type of every expression: truth, day, code, or a number with its basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from todoke.rules import nodes as n
from todoke.rules.bases import MONEY, UNITS
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, FactType, Money, Number
from todoke.rules.household import RELATION, RELATIONS
from todoke.rules.programs import LocalParameter


class RuleTypeError(Exception):
    """An expression whose parts do not fit together; the message names them."""


@dataclass(frozen=True, slots=True)
class TruthType:
    """True or false."""


@dataclass(frozen=True, slots=True)
class DayType:
    """A day."""


@dataclass(frozen=True, slots=True)
class CodeType:
    """A code of a closed list; a constant has no list of its own and fits every list that knows it."""

    codes: frozenset[str] | None
    is_constant: bool = False


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number; ``basis`` is None for a plain constant, which fits any basis."""

    basis: str | None


Type: TypeAlias = TruthType | DayType | CodeType | NumberType


def type_of(expression: Any, content: Content, local: Mapping[str, LocalParameter]) -> Type:
    """Return the type of an expression; raises RuleTypeError naming what does not fit."""
    return _Typist(content, local).type_of(expression)


@dataclass(frozen=True, slots=True)
class _Typist:
    content: Content
    local: Mapping[str, LocalParameter]

    def type_of(self, expression: Any) -> Type:
        match expression:
            case bool():
                return TruthType()
            case int() | Decimal():
                return NumberType(None)
            case date():
                return DayType()
            case str():
                return CodeType(frozenset({expression}), is_constant=True)
            case n.AllOf() | n.AnyOf():
                parts = expression.all if isinstance(expression, n.AllOf) else expression.any
                return self._truths(*parts)
            case n.Not():
                return self._truths(expression.not_)
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                kind = type(expression).__name__.lower()
                return self._comparison(kind, *getattr(expression, kind))
            case n.Between():
                content = expression.between
                self._comparison("ge", content.value, content.from_)
                return self._comparison("le", content.value, content.to)
            case n.In():
                return self._membership(*expression.in_)
            case n.FactOf():
                return self._fact(expression.fact)
            case n.Parameter():
                return self._parameter(expression.parameter)
            case n.Lookup():
                return self._lookup(expression)
            case n.Local():
                if expression.local not in self.local:
                    raise RuleTypeError(f"local の「{expression.local}」が program.yaml にありません")
                return _declared(self.local[expression.local].type)
            case n.Unreadable():
                return TruthType()
            case n.Day() | n.YearEndAfter():
                if isinstance(expression, n.YearEndAfter):
                    self._days(expression.year_end_after.born)
                return DayType()
            case n.Shift():
                self._days(expression.shift.date)
                return DayType()
            case n.Age():
                self._days(expression.age.born, expression.age.on)
                return NumberType(expression.age.unit)
            case n.SchoolAge():
                self._days(expression.school_age.born, expression.school_age.on)
                return NumberType("years")
            case n.Elapsed():
                self._days(expression.elapsed.from_, expression.elapsed.to)
                return NumberType(expression.elapsed.unit)
            case n.Eligible() | n.Receives():
                return self._program(expression)
            case n.As():
                self._number(expression.as_.value)
                return self._basis(expression.as_.basis)
            case n.Case():
                self._truths(*(branch.when for branch in expression.case if branch.when is not None))
                self._last_branch(expression)
                return self._same([branch.then for branch in expression.case])
            case n.Round():
                return self._number(expression.round.value)
            case n.Add() | n.Max() | n.Min() | n.Subtract():
                parts = getattr(expression, type(expression).__name__.lower())
                for part in parts:
                    self._number(part)
                return self._same(parts)
            case n.Multiply():
                return self._product(expression)
            case n.Divide():
                return self._quotient(expression)
            case n.Node():
                return self._about_members(expression)
            case _:
                raise RuleTypeError(f"条件でも定数でもないものがあります({expression!r})")

    def _truths(self, *parts: Any) -> TruthType:
        for part in parts:
            if not isinstance(self.type_of(part), TruthType):
                raise RuleTypeError(f"条件(はい・いいえ)であるべきところに別のものがあります: {short(part)}")
        return TruthType()

    def _days(self, *parts: Any) -> None:
        for part in parts:
            if part is not None and not isinstance(self.type_of(part), DayType):
                raise RuleTypeError(f"日付であるべきところに別のものがあります: {short(part)}")

    def _number(self, part: Any) -> NumberType:
        found = self.type_of(part)
        if not isinstance(found, NumberType):
            raise RuleTypeError(f"数であるべきところに別のものがあります: {short(part)}")
        return found

    def _comparison(self, kind: str, left: Any, right: Any) -> TruthType:
        joined = self._same([left, right])
        if kind != "eq" and isinstance(joined, TruthType | CodeType):
            raise RuleTypeError(f"大小を比べられないものを比べています: {short(left)} と {short(right)}")
        return TruthType()

    def _membership(self, value: Any, codes: tuple[str, ...]) -> TruthType:
        found = self.type_of(value)
        if not isinstance(found, CodeType):
            raise RuleTypeError(f"in の左側は区分(code)の属性にしてください: {short(value)}")
        _check_codes(found, frozenset(codes))
        return TruthType()

    def _fact(self, fact_id: str) -> Type:
        if fact_id == RELATION:
            return CodeType(frozenset(RELATIONS))
        if fact_id not in self.content.facts:
            raise RuleTypeError(f"属性 {fact_id} は data/facts にありません")
        return _declared(self.content.facts[fact_id].type)

    def _parameter(self, parameter_id: str) -> Type:
        if parameter_id not in self.content.parameters:
            raise RuleTypeError(f"パラメーター {parameter_id} は data/parameters にありません")
        return self._basis(self.content.parameters[parameter_id].basis)

    def _lookup(self, node: n.Lookup) -> Type:
        if node.table not in self.content.tables:
            raise RuleTypeError(f"表 {node.table} は data/tables にありません")
        series = self.content.tables[node.table]
        key = self.type_of(node.key)
        if (series.key_basis == "code") != isinstance(key, CodeType):
            raise RuleTypeError(f"表 {node.table} のキーの種類が合いません: {short(node.key)}")
        if isinstance(key, NumberType):
            _joined([key, NumberType(series.key_basis)], f"表 {node.table} のキー")
        return self._basis(series.basis)

    def _basis(self, basis: str) -> Type:
        if basis in MONEY or basis in UNITS:
            return NumberType(basis)
        if basis == "boolean":
            return TruthType()
        if basis == "code":
            return CodeType(None)
        raise RuleTypeError(
            f"basis「{basis}」は知らない種類です(todoke/rules/bases.py にあるものを使ってください)"
        )

    def _program(self, node: n.Eligible | n.Receives) -> TruthType:
        program = node.eligible if isinstance(node, n.Eligible) else node.receives
        if program not in self.content.programs and program not in self.content.broken_programs:
            raise RuleTypeError(f"制度 {program} は data/programs にありません")
        return TruthType()

    def _last_branch(self, node: n.Case) -> None:
        if node.case[-1].when is not None or any(branch.when is None for branch in node.case[:-1]):
            raise RuleTypeError("case の最後の枝だけを when なしにしてください")

    def _same(self, parts: Iterable[Any]) -> Type:
        listed = list(parts)
        return _joined([self.type_of(part) for part in listed], "、".join(short(part) for part in listed))

    def _product(self, node: n.Multiply) -> NumberType:
        bases = [self._number(part).basis for part in node.multiply]
        money = [basis for basis in bases if basis in MONEY]
        if len(money) > 1:
            raise RuleTypeError("お金とお金は掛けられません")
        return NumberType(money[0] if money else None)

    def _quotient(self, node: n.Divide) -> NumberType:
        left, right = (self._number(part).basis for part in node.divide)
        if right in MONEY:
            if left != right:
                raise RuleTypeError("違う種類のお金では割れません")
            return NumberType("rate")
        return NumberType(left)

    def _about_members(self, node: n.Node) -> Type:
        kind = next(iter(type(node).model_fields))
        content: n.Quantified = getattr(node, kind)
        if content.where is not None:
            self._truths(content.where)
        if kind == "exists":
            return TruthType()
        if kind == "count":
            return NumberType("people")
        if kind == "rank":
            return NumberType(None)
        value = content.value  # type: ignore[attr-defined]
        if kind == "every":
            return self._truths(value)
        return self._number(value)


def _declared(kind: FactType) -> Type:
    match kind:
        case Boolean():
            return TruthType()
        case Code():
            return CodeType(frozenset(kind.codes))
        case Number():
            return NumberType(kind.unit)
        case Money():
            if kind.basis not in MONEY:
                raise RuleTypeError(
                    f"basis「{kind.basis}」は知らない種類です(使えるもの: {'、'.join(MONEY)})"
                )
            return NumberType(kind.basis)
        case _:
            return DayType()


def _joined(types: list[Type], where: str) -> Type:
    first = types[0]
    if any(type(found) is not type(first) for found in types):
        raise RuleTypeError(f"種類の違うものを並べています: {where}")
    if isinstance(first, NumberType):
        bases = {found.basis for found in types if isinstance(found, NumberType) and found.basis is not None}
        if len(bases) > 1:
            names = "と".join(MONEY.get(basis, UNITS.get(basis, basis)) for basis in sorted(bases))
            raise RuleTypeError(f"{names} は比べたり足したりできません: {where}")
        return NumberType(next(iter(bases), None))
    if isinstance(first, CodeType):
        codes = [found for found in types if isinstance(found, CodeType)]
        constants = frozenset[str]().union(*(found.codes or () for found in codes if found.is_constant))
        domains = [found.codes for found in codes if not found.is_constant and found.codes is not None]
        if not domains:
            return CodeType(constants or None, is_constant=bool(constants))
        widest = max(domains, key=len)
        for domain in (*domains, constants):
            _check_codes(CodeType(widest), domain)
        return CodeType(widest)
    return first


def _check_codes(domain: CodeType, codes: frozenset[str]) -> None:
    if domain.codes is not None and not codes <= domain.codes:
        unknown = "、".join(sorted(codes - domain.codes))
        raise RuleTypeError(
            f"「{unknown}」という値はありません(使えるもの: {'、'.join(sorted(domain.codes))})"
        )


def short(expression: Any) -> str:
    """Return an expression in a few characters, for messages."""
    if isinstance(expression, n.Node):
        text = expression.model_dump_json(by_alias=True, exclude_defaults=True)
    else:
        text = str(expression)
    return text if len(text) <= 80 else text[:80] + "…"
