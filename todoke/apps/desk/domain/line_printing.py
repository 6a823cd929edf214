"""A condition as one line, such as ``年齢() < 18 かつ 「働き方」 = "会社員"``; see ``line_reading`` for the grammar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from todoke.apps.desk.domain import words as w
from todoke.apps.desk.domain.tokens import quoted, tokens
from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules import nodes as n

_UNIT = {value: word for word, value in w.UNITS.items()}
_DAY = {value: word for word, value in w.DAYS.items()}
_PERSON = {value: word for word, value in w.WHO.items()}
_MODE = {value: word for word, value in w.MODES.items()}
_MEMBERS = {value: word for word, value in w.MEMBER_FUNCTIONS.items()}
_ENDS = {"none": ("<=", "<="), "from": ("<", "<="), "to": ("<=", "<"), "both": ("<", "<")}


def line_of(expression: Any, vocabulary: Vocabulary) -> str:
    """Return the expression as one line that reads back as the same tree."""
    return _Printer(vocabulary).tell(expression)


@dataclass(frozen=True)
class _Printer:
    vocabulary: Vocabulary

    def tell(self, expression: Any) -> str:
        match expression:
            case n.AllOf():
                return self._joined(expression.all, w.AND, "すべて")
            case n.AnyOf():
                return self._joined(expression.any, w.OR, "どれか")
            case n.Not():
                return f"{w.NOT}({self.tell(expression.not_)})"
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                kind = type(expression).__name__.lower()
                left, right = getattr(expression, kind)
                return f"{self._part(left)} {w.SIGNS[kind]} {self._value(right, left)}"
            case n.In():
                value, codes = expression.in_
                told = ", ".join(self._value(code, value) for code in codes)
                return f"{self._part(value)} = [{told}]"
            case n.Between():
                span = expression.between
                low, high = _ENDS[span.open]
                return f"{self._part(span.from_)} {low} {self._part(span.value)} {high} {self._part(span.to)}"
            case n.Add() | n.Subtract() | n.Multiply() | n.Divide():
                kind = type(expression).__name__.lower()
                sign = {"add": " + ", "subtract": " - ", "multiply": " * ", "divide": " / "}[kind]
                return sign.join(self._part(part) for part in getattr(expression, kind))
            case n.Node():
                return self._call(expression)
        return self._constant(expression)

    def _call(self, node: n.Node) -> str:
        match node:
            case n.FactOf():
                name = self._fact(node.fact)
                return f"対象者の({name})" if node.of == "subject" else name
            case n.Parameter():
                return f"基準額({quoted(node.parameter)})"
            case n.Lookup():
                return f"表({quoted(node.table)}, {self.tell(node.key)})"
            case n.Local():
                return f"区市町村の値({quoted(node.local)})"
            case n.Unreadable():
                text = node.unreadable
                more = [
                    f"{key}={quoted(told)}"
                    for key, told in (("easy", text.easy), ("en", text.en))
                    if told is not None
                ]
                return f"読めない({', '.join([quoted(text.ja), *more])})"
            case n.Day():
                return _DAY[node.day]
            case n.Age():
                return f"年齢({self._age(node.age)})"
            case n.SchoolAge():
                return f"年度年齢({self._named(生=node.school_age.born, 日=node.school_age.on)})"
            case n.YearEndAfter():
                born = self._named(生=node.year_end_after.born)
                return f"年度末({node.year_end_after.age}{f', {born}' if born else ''})"
            case n.Shift():
                shift = node.shift
                more = [
                    f"{name}={value}"
                    for name, value in (("年", shift.years), ("月", shift.months), ("日", shift.days))
                    if value
                ]
                return f"ずらす({', '.join([self.tell(shift.date), *more])})"
            case n.Elapsed():
                span = node.elapsed
                unit = "" if span.unit == "days" else f", 単位={_UNIT[span.unit]}"
                return f"経過({self.tell(span.from_)}, {self.tell(span.to)}{unit})"
            case n.Max() | n.Min():
                parts = node.max if isinstance(node, n.Max) else node.min
                return f"{'大きいほう' if isinstance(node, n.Max) else '小さいほう'}({self._listed(parts)})"
            case n.Round():
                rounding = node.round
                unit = "" if rounding.to == 1 else f", 単位={rounding.to}"
                mode = "" if rounding.mode == "down" else f", 方法={_MODE[rounding.mode]}"
                return f"丸め({self.tell(rounding.value)}{unit}{mode})"
            case n.Case():
                return f"場合({', '.join(self._branch(branch) for branch in node.case)})"
            case n.Eligible():
                return f"受けられる({quoted(node.eligible)})"
            case n.Receives():
                return f"受けている({quoted(node.receives)})"
            case n.As():
                return f"みなす({self.tell(node.as_.value)}, {quoted(node.as_.basis)})"
        return self._about_members(node)

    def _about_members(self, node: n.Node) -> str:
        kind = next(iter(type(node).model_fields))
        told = getattr(node, kind)
        parts = [_PERSON[told.who]]
        if kind in w.VALUED:
            parts.append(self.tell(told.value))
        if told.where is not None:
            parts.append(f"条件={self.tell(told.where)}" if kind in w.VALUED else self.tell(told.where))
        return f"{_MEMBERS[kind]}({', '.join(parts)})"

    def _age(self, born: n.Born) -> str:
        more = [self._named(生=born.born, 日=born.on)]
        if born.unit != "years":
            more.append(f"単位={_UNIT[born.unit]}")
        if born.counted != "birthday":
            more.append("数え方=前日")
        return ", ".join(part for part in more if part)

    def _named(self, **values: Any) -> str:
        return ", ".join(f"{name}={self.tell(value)}" for name, value in values.items() if value is not None)

    def _branch(self, branch: n.Branch) -> str:
        when = "その他" if branch.when is None else self._part(branch.when)
        return f"{when} -> {self._part(branch.then)}"

    def _listed(self, parts: Iterable[Any]) -> str:
        return ", ".join(self.tell(part) for part in parts)

    def _joined(self, parts: tuple[Any, ...], word: str, function: str) -> str:
        if len(parts) == 1:
            return f"{function}({self.tell(parts[0])})"
        return f" {word} ".join(self._in_brackets(part) for part in parts)

    def _in_brackets(self, part: Any) -> str:
        told = self.tell(part)
        return f"({told})" if isinstance(part, n.AllOf | n.AnyOf) and len(_parts(part)) > 1 else told

    def _part(self, part: Any) -> str:
        """Return a side of a comparison or of a calculation, in brackets where it is one itself."""
        told = self.tell(part)
        inner = isinstance(
            part,
            n.Add | n.Subtract | n.Multiply | n.Divide | n.Eq | n.Lt | n.Le | n.Gt | n.Ge | n.In | n.Between,
        )
        several = isinstance(part, n.AllOf | n.AnyOf) and len(_parts(part)) > 1
        negative = isinstance(part, int | Decimal) and not isinstance(part, bool) and part < 0
        return f"({told})" if inner or several or negative else told

    def _fact(self, fact_id: str) -> str:
        label = self.vocabulary.names.get(fact_id)
        if label is None:
            return f"属性({quoted(fact_id)})"
        pieces = tokens(label)
        is_bare = len(pieces) == 2 and pieces[0].kind == "word" and pieces[0].text == label
        return label if is_bare and label not in w.RESERVED else f"「{label}」"

    def _value(self, value: Any, beside: Any) -> str:
        if isinstance(value, str) and isinstance(beside, n.FactOf):
            return quoted(self.vocabulary.word_for(beside.fact, value))
        return self._part(value)

    def _constant(self, value: Any) -> str:
        if isinstance(value, bool):
            return w.YES if value else w.NO
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | Decimal):
            return str(value)
        return quoted(str(value))


def _parts(node: n.AllOf | n.AnyOf) -> tuple[Any, ...]:
    return node.all if isinstance(node, n.AllOf) else node.any
