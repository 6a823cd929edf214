"""Any expression of a rule in words, generated from its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from todoke.rules import nodes as n
from todoke.rules.checking.types import CodeType, DayType, NumberType, RuleTypeError, Type, type_of
from todoke.rules.content import Content
from todoke.rules.evaluation.run import number
from todoke.rules.facts import Code
from todoke.rules.household import RELATION
from todoke.rules.parameters import ExpiredError, NotEncodedError
from todoke.rules.programs import LocalParameter
from todoke.rules.texts import Language, Text
from todoke.rules.wording.figures import UNITS, day_text, figure, plain
from todoke.rules.wording.phrases import DAYS, PHRASES, WHO, WORDS

_FACT = Text(ja="続柄", easy="{家族|かぞく}の {関係|かんけい}", en="relation")


@dataclass(frozen=True, slots=True)
class Narrator:
    """Tells expressions in one language, as the law stood on a day."""

    content: Content
    on: date
    language: Language
    local: dict[str, LocalParameter]

    def tell(self, expression: Any) -> str:
        """Return an expression in words."""
        if not isinstance(expression, n.Node):
            return self._constant(expression, None)
        match expression:
            case n.AllOf():
                return self._list("all", expression.all)
            case n.AnyOf():
                return self._list("any", expression.any)
            case n.Not():
                return self._say("not", self.tell(expression.not_))
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge():
                kind = type(expression).__name__.lower()
                return self._compared(kind, *getattr(expression, kind))
            case n.Between():
                return self._between(expression.between)
            case n.In():
                value, codes = expression.in_
                return self._say("in", self.tell(value), self._codes(value, codes))
            case n.FactOf():
                label = self._fact_label(expression.fact)
                return self._say("of_subject", label) if expression.of == "subject" else label
            case n.Parameter():
                return self._parameter(expression.parameter)
            case n.Lookup():
                table = self.content.tables[expression.table]
                return self._say("lookup", self._series(table.label), self.tell(expression.key))
            case n.Local():
                declared = self.local.get(expression.local)
                return self._say(
                    "local", expression.local if declared is None else self._text(declared.label)
                )
            case n.Unreadable():
                return self._say("unreadable", self._text(expression.unreadable))
            case n.Day():
                return self._text(DAYS[expression.day])
            case n.Age():
                return self._age(expression.age)
            case n.SchoolAge():
                return self._say("school_age")
            case n.YearEndAfter():
                return self._say("year_end_after", str(expression.year_end_after.age))
            case n.Shift():
                return self._shift(expression.shift)
            case n.Elapsed():
                span = expression.elapsed
                return self._say(
                    "elapsed", self.tell(span.from_), self.tell(span.to), self._text(UNITS[span.unit])
                )
            case n.Eligible():
                return self._say("eligible", self._program(expression.eligible))
            case n.Receives():
                return self._say("receives", self._program(expression.receives))
            case n.As():
                return self.tell(expression.as_.value)
            case n.Case():
                return self._case(expression)
            case n.Round():
                rounding = expression.round
                to = figure(number(rounding.to), self._basis(rounding.value), self.language)
                return self._say(f"round_{rounding.mode}", self.tell(rounding.value), to)
            case n.Subtract():
                return self._say("subtract", *(self._part(part) for part in expression.subtract))
            case n.Divide():
                return self._say("divide", *(self._part(part) for part in expression.divide))
            case n.Add() | n.Multiply():
                kind = type(expression).__name__.lower()
                return (
                    PHRASES[kind]
                    .in_language(self.language)
                    .join(self._part(part) for part in getattr(expression, kind))
                )
            case n.Max() | n.Min():
                kind = type(expression).__name__.lower()
                parts = (self._part(part, expression) for part in getattr(expression, kind))
                return self._say(kind, PHRASES["and"].in_language(self.language).join(parts))
            case _:
                return self._about_members(expression)

    def _text(self, text: Text) -> str:
        return text.in_language(self.language)

    def _series(self, label: Text) -> str:
        """Return what a parameter or a table is called; many have a Japanese name only."""
        named = {"ja": label.ja, "easy": label.easy, "en": label.en}[self.language]
        return self._text(WORDS["set_figure"]) if named is None else named

    def _say(self, phrase: str, *parts: str) -> str:
        return PHRASES[phrase].in_language(self.language).format(*parts)

    def _joined(self, parts: Iterable[str]) -> str:
        return PHRASES["or"].in_language(self.language).join(parts)

    def _list(self, kind: str, parts: tuple[Any, ...]) -> str:
        if len(parts) == 1:
            return self.tell(parts[0])
        opening, closing = (" (", ")") if self.language == "en" else ("（", "）")
        return self._say(kind) + opening + " / ".join(self.tell(part) for part in parts) + closing

    def _part(self, expression: Any, beside: Any = None) -> str:
        """Return a part of a calculation, in brackets where it is one itself."""
        if isinstance(expression, int | Decimal) and beside is not None:
            return self._constant(expression, self._basis(beside))
        told = self.tell(expression)
        return f"({told})" if isinstance(expression, n.Add | n.Subtract | n.Case) else told

    def _constant(self, value: Any, basis: str | None, codes: Any = None) -> str:
        if isinstance(value, bool):
            return self._text(WORDS["yes" if value else "no"])
        if isinstance(value, date):
            return day_text(value, self.language)
        if isinstance(value, str):
            return self._code(codes, value)
        return (
            figure(number(Decimal(value)), basis, self.language) if basis else plain(number(Decimal(value)))
        )

    def _type(self, expression: Any) -> Type | None:
        try:
            return type_of(expression, self.content, self.local)
        except RuleTypeError:
            return None

    def _basis(self, expression: Any) -> str | None:
        found = self._type(expression)
        return found.basis if isinstance(found, NumberType) else None

    def _compared(self, kind: str, left: Any, right: Any) -> str:
        if isinstance(left, n.SchoolAge) and isinstance(right, int) and kind != "eq":
            return self._school(kind, right)
        if isinstance(right, bool):
            told = self.tell(left)
            return told if right else self._say("not", told)
        if isinstance(left, n.Rank) and isinstance(right, int) and kind in ("eq", "ge"):
            return self._say(f"rank_{kind}", str(right))
        found = self._type(left)
        if isinstance(found, CodeType):
            return self._say(
                "eq",
                self.tell(left),
                self._codes(left, (right,)) if isinstance(right, str) else self.tell(right),
            )
        phrase = f"{kind}_day" if isinstance(found, DayType) and kind != "eq" else kind
        other = (
            self._constant(right, self._basis(left)) if isinstance(right, int | Decimal) else self.tell(right)
        )
        return self._say(phrase, self.tell(left), other)

    def _school(self, kind: str, age: int) -> str:
        if kind in ("le", "lt"):
            return self._say("school_until", str(age + 1 if kind == "le" else age))
        return self._say("school_from", str(age if kind == "ge" else age + 1))

    def _between(self, content: n.Range) -> str:
        low = self._compared("gt" if content.open in ("from", "both") else "ge", content.value, content.from_)
        high = self._compared("lt" if content.open in ("to", "both") else "le", content.value, content.to)
        return f"{low}{' and ' if self.language == 'en' else '、'}{high}"

    def _codes(self, value: Any, codes: Iterable[str]) -> str:
        return self._joined(self._code(value, code) for code in codes)

    def _code(self, value: Any, code: str) -> str:
        if isinstance(value, n.FactOf) and value.fact == RELATION:
            return self._text(RELATION_WORDS[code]) if code in RELATION_WORDS else code
        if isinstance(value, n.FactOf) and value.fact in self.content.facts:
            kind = self.content.facts[value.fact].type
            if isinstance(kind, Code) and code in kind.codes:
                return self._text(kind.codes[code])
        return code

    def _fact_label(self, fact_id: str) -> str:
        if fact_id == RELATION:
            return self._text(_FACT)
        fact = self.content.facts.get(fact_id)
        return fact_id if fact is None else self._text(fact.label)

    def _parameter(self, parameter_id: str) -> str:
        series = self.content.parameters[parameter_id]
        try:
            value = series.on(self.on).value
        except (NotEncodedError, ExpiredError):
            return self._series(series.label)
        if isinstance(value, Decimal):
            return figure(number(value), series.basis, self.language)
        return str(value)

    def _age(self, age: n.Born) -> str:
        kind = "age" if age.unit == "years" else f"age_{age.unit}"
        on = "" if age.on is None else self._say("on_day", self.tell(age.on))
        return self._say(kind, on)

    def _shift(self, shift: n.Shifted) -> str:
        parts = [(shift.years, "years"), (shift.months, "months"), (shift.days, "days")]
        told = []
        for count, unit in parts:
            if count:
                words = (
                    figure(abs(count), unit, self.language)
                    .replace("歳", "年")
                    .replace("{年|さい}", "{年|ねん}")
                )
                told.append(self._say("later" if count > 0 else "earlier", words))
        return self._say("shift", self.tell(shift.date), "".join(told)) if told else self.tell(shift.date)

    def _case(self, node: n.Case) -> str:
        told = []
        for branch in node.case:
            then = self._part(branch.then, node)
            told.append(
                self._say("case_else", then)
                if branch.when is None
                else self._say("case_when", self.tell(branch.when), then)
            )
        return PHRASES["case_join"].in_language(self.language).join(told)

    def _program(self, program_id: str) -> str:
        loaded = self.content.programs.get(program_id)
        return program_id if loaded is None else self._text(loaded.program.name)

    def _about_members(self, node: n.Node) -> str:
        kind = next(iter(type(node).model_fields))
        content = getattr(node, kind)
        who = self._text(WHO[content.who])
        if kind == "rank":
            return self._say("rank")
        if kind in ("exists", "count"):
            if content.where is None:
                return self._say(f"{kind}_all", who)
            return self._say(kind, who, self.tell(content.where))
        if content.where is not None:
            who = self._say("such", who, self.tell(content.where))
        return self._say(kind, who, self.tell(content.value))


RELATION_WORDS: dict[str, Text] = {
    "self": Text(ja="本人", easy="{本人|ほんにん}", en="applicant"),
    "spouse": Text(
        ja="配偶者・パートナー", easy="{夫|おっと}・{妻|つま}・パートナー", en="spouse or partner"
    ),
    "child": Text(ja="子", easy="{子|こ}ども", en="child"),
    "parent": Text(ja="父母", easy="{父|ちち}・{母|はは}", en="parent"),
    "grandchild": Text(ja="孫", easy="{孫|まご}", en="grandchild"),
    "grandparent": Text(ja="祖父母", easy="おじいさん・おばあさん", en="grandparent"),
    "sibling": Text(ja="きょうだい", easy="きょうだい", en="sibling"),
    "other": Text(ja="その他の人", easy="ほかの {人|ひと}", en="other"),
}
"""The relations to the applicant in words."""

_READING = re.compile(r"\{([^|{}]*)\|[^{}]*\}")


def without_readings(text: str) -> str:
    """Return a text of easy Japanese without its readings.

    >>> without_readings("{児童手当|じどうてあて}")
    '児童手当'
    """
    return _READING.sub(r"\1", text)
