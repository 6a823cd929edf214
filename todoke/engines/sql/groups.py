"""Aggregates over the relatives of each row, as SQL: how many, how much, who is elder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from todoke.engines.sql.frames import Translates
from todoke.engines.sql.kin import listed
from todoke.engines.sql.script import KEYS, Level, Table, as_role
from todoke.engines.sql.texts import (
    FALSE,
    TRUE,
    UNKNOWN,
    Sql,
    all_of,
    any_of,
    chosen,
    error_where,
    maybe,
    name,
    negated,
    surely,
    unsure,
)
from todoke.engines.sql.texts import day as day_literal
from todoke.engines.sql.values import INFINITE, Number, Ratio, Truth, Value, comparable
from todoke.rules.household import BIRTH_DATE

_THERE = '(k."other" IS NOT NULL)'
_SEEN_WITH_ONESELF = frozenset({"everyone", "self", "siblings_and_self"})
_INNER = re.compile(r'"[mp](\d+)\.((?:[^"]|"")+)"')
_OTHER = re.compile(r"\bo(\d+)\.")


def group_query(table: Table, tables: list[Table], who: str) -> Sql:
    """Return the query of a table of aggregates over the relatives of each row."""
    start = {
        "person": f'person_0 AS m0\nLEFT JOIN kin_{who} AS k ON k."person" = m0."person"',
        "household": f'household_0 AS h0\nLEFT JOIN person_0 AS m0 ON m0."person" = h0."applicant"\n'
        f'LEFT JOIN kin_{who} AS k ON k."person" = h0."applicant"',
        "pair": f'pair_0 AS p0\nLEFT JOIN kin_{who} AS k ON k."person" = p0."person"',
    }[table.level]
    if table.level == "pair":
        start += '\nLEFT JOIN person_0 AS m0 ON m0."person" = p0."person"'
    subject = {"person": "m0.person", "household": "h0.applicant", "pair": "p0.subject"}[table.level]
    for number in sorted({int(m[1]) for one in table.columns.values() for m in _OTHER.finditer(one)}):
        other = tables[number]
        pair = f' AND o{number}."subject" = {subject}' if other.level == "pair" else ""
        start += f'\nLEFT JOIN {other.id} AS o{number} ON o{number}."person" = k."other"{pair}'
    base = {"person": "m0", "household": "h0", "pair": "p0"}[table.level]
    keys = ", ".join(f"{base}.{name(key)}" for key in KEYS[table.level])
    columns = ",\n  ".join(f"{one} AS {name(title)}" for title, one in table.columns.items())
    return f"SELECT {keys},\n  {columns}\nFROM {start}\nGROUP BY {keys}"


def read_for_other(expression: Sql) -> Sql:
    """Return a stored expression, read for the relative."""
    return _INNER.sub(lambda match: f'o{match[1]}."{match[2]}"', expression)


@dataclass(frozen=True, slots=True)
class _Figures:
    """The ends of a value of the relatives, over one denominator, and which of them count."""

    low: Sql
    high: Sql
    under: int | Sql
    counted: Sql
    value: Number


def _capped(function: str, end: Ratio) -> Ratio:
    """Return an end that is not over (``least``) or not under (``greatest``) zero."""
    return Ratio(f"{function}({end.over}, 0)", end.under)


def _picked(condition: Sql, one: Ratio, other: Ratio) -> Ratio:
    """Return one of two ends."""
    over = chosen((condition, one.over), otherwise=other.over)
    if one.under == other.under:
        return Ratio(over, one.under)
    return Ratio(over, chosen((condition, str(one.under)), otherwise=str(other.under)))


class Group:
    """Aggregates over the relatives of each row."""

    def __init__(self, translator: Translates, level: Level, who: str, where: Truth, number: int) -> None:
        self._translator, self._level, self._who, self._number = translator, level, who, number
        self._where = where
        self.where = read_for_other(where.holds)
        self.reached = all_of(_THERE, maybe(self.where))
        self.complete = listed(who)
        if level == "household":
            self.complete = (
                name("h0.lists everyone") if who == "everyone" else as_role("a", Truth(listed(who))).holds
            )

    def aggregate(self, title: str, expression: Sql) -> Sql:
        """Return the column of an aggregate."""
        script = self._translator.script
        inner = [script.tables[int(m[1])].stage for m in _OTHER.finditer(expression)]
        table = script.table(self._level, 1 + max(inner, default=0), self._who)
        for column, known in table.columns.items():
            if known == expression:
                return script.column(table, column)
        column = f"{self._who} {self._number} {title}"
        table.columns[column] = expression
        return script.column(table, column)

    def error(self, error: Sql | None) -> Sql | None:
        """Return the error of the first relative that has one."""
        if error is None:
            return None
        if '"' not in error:
            return error_where(f"({self.some(_THERE, 'there')} > 0)", error)
        there = all_of(_THERE, f"({read_for_other(error)} IS NOT NULL)")
        return self.aggregate("error", f'arg_min({read_for_other(error)}, k."other") FILTER ({there})')

    def some(self, condition: Sql, title: str) -> Sql:
        """Return the column that counts the relatives of whom something holds."""
        return self.aggregate(title, f"count(*) FILTER ({condition})")

    def sure(self) -> Sql:
        return self.some(all_of(_THERE, surely(self.where)), "sure")

    def open(self) -> Sql:
        if unsure(self.where) == FALSE:
            return "0"
        return self.some(all_of(_THERE, unsure(self.where)), "open")

    def exists(self, _: Value | None) -> Truth:
        unknown = any_of(_over_zero(self.open()), negated(self.complete))
        return Truth(chosen((f"({self.sure()} > 0)", TRUE), (unknown, UNKNOWN), otherwise=FALSE))

    def every(self, value: Value | None) -> Truth:
        assert isinstance(value, Truth)
        holds = any_of(negated(self.where), read_for_other(value.holds))
        fails = self.some(all_of(self.reached, negated(maybe(holds))), "failing")
        unknown = self.some(all_of(self.reached, unsure(holds)), "unknown")
        return Truth(
            chosen(
                (f"({fails} > 0)", FALSE),
                (any_of(f"({unknown} > 0)", negated(self.complete)), UNKNOWN),
                otherwise=TRUE,
            )
        )

    def count(self, _: Value | None) -> Number:
        most = self.some(self.reached, "most")
        high = chosen((self.complete, most), otherwise=INFINITE)
        return Number(Ratio(self.sure()), Ratio(high), bounded=False, positive=True)

    def _figures(self, value: Value | None) -> _Figures:
        assert isinstance(value, Number)
        (low, high), under = comparable([value.low, value.high])
        counted = self.reached
        if value.absent is not None:
            counted = all_of(counted, negated(read_for_other(value.absent)))
        divisor = under if isinstance(under, int) else read_for_other(under)
        return _Figures(
            f"{read_for_other(low)}::HUGEINT", f"{read_for_other(high)}::HUGEINT", divisor, counted, value
        )

    def _sum(self, title: str, over: Sql, under: int | Sql, where: Sql) -> Ratio:
        if isinstance(under, int):
            return Ratio(f"COALESCE({self.aggregate(title, f'sum({over}) FILTER ({where})')}, 0)", under)
        added = "lambda a, b: {'n': a.n * b.d + b.n * a.d, 'd': a.d * b.d}"
        return self._reduced(title, over, under, where, added)

    def _extreme(
        self, title: str, kind: str, over: Sql, under: int | Sql, where: Sql, empty: Sql = "0"
    ) -> Ratio:
        """Return the least or the largest (``min``, ``max``) of what is not infinite."""
        if isinstance(under, int):
            found = self.aggregate(title, f"{kind}({over}) FILTER ({where})")
            return Ratio(found if empty == INFINITE else f"COALESCE({found}, {empty})", under)
        sign = "<=" if kind == "min" else ">="
        better = f"lambda a, b: CASE WHEN a.n * b.d {sign} b.n * a.d THEN a ELSE b END"
        return self._reduced(title, over, under, where, better, empty)

    def _reduced(
        self, title: str, over: Sql, under: Sql, where: Sql, combine: Sql, empty: Sql = "0"
    ) -> Ratio:
        """Return what comes of ratios whose denominators differ from person to person, two by two."""
        there = all_of(where, f"({over} IS NOT NULL)")
        pairs = f"list({{'n': {over}, 'd': {under}}} ORDER BY k.\"other\") FILTER ({there})"
        found = self.aggregate(title, f"list_reduce({pairs}, {combine})")
        over = f"struct_extract({found}, 'n')"
        if empty != INFINITE:
            over = f"COALESCE({over}, {empty})"
        return Ratio(over, f"COALESCE(struct_extract({found}, 'd'), 1::HUGEINT)")

    def total(self, value: Value | None) -> Number:
        of = self._figures(value)
        yes = surely(self.where)
        lows = chosen((yes, of.low), otherwise=f"least({of.low}, 0)")
        highs = chosen((yes, of.high), otherwise=f"greatest({of.high}, 0)")
        if not of.value.bounded:
            # least and greatest pass over NULL, an infinite end.
            lows = chosen((f"({of.low} IS NULL)", INFINITE), otherwise=lows)
            highs = chosen((f"({of.high} IS NULL)", INFINITE), otherwise=highs)
        least = self._unless_infinite(self._sum("low", lows, of.under, of.counted), of.low, of, "low")
        most = self._unless_infinite(self._sum("high", highs, of.under, of.counted), of.high, of, "high")
        return self._between(least, most, of.value)

    def _unless_infinite(self, end: Ratio, values: Sql, of: _Figures, title: str) -> Ratio:
        if of.value.bounded:
            return end
        infinite = self.some(all_of(of.counted, f"({values} IS NULL)"), f"infinite {title}")
        return Ratio(chosen((f"({infinite} > 0)", INFINITE), otherwise=end.over), end.under)

    def _between(self, low: Ratio, high: Ratio, value: Number) -> Number:
        most = Ratio(chosen((self.complete, high.over), otherwise=INFINITE), high.under)
        return Number(low, most, bounded=False, positive=value.positive)

    def largest(self, value: Value | None) -> Number:
        of = self._figures(value)
        sure, is_sure = self._surely_counted(of.counted)
        least = _capped("least", self._extreme("lowest", "min", of.low, of.under, of.counted))
        least = self._unless_infinite(least, of.low, of, "low")
        known = self._extreme("low", "max", of.low, of.under, sure, INFINITE)
        most = self._extreme("highest", "max", of.high, of.under, of.counted)
        high = _picked(is_sure, most, _capped("greatest", most))
        return self._between(
            _picked(is_sure, known, least), self._unless_infinite(high, of.high, of, "high"), of.value
        )

    def smallest(self, value: Value | None) -> Number:
        of = self._figures(value)
        sure, is_sure = self._surely_counted(of.counted)
        least = self._extreme("lowest", "min", of.low, of.under, of.counted)
        low = self._unless_infinite(_picked(is_sure, least, _capped("least", least)), of.low, of, "low")
        most = _capped("greatest", self._extreme("highest", "max", of.high, of.under, of.counted))
        most = self._unless_infinite(most, of.high, of, "high")
        open_end = Ratio(chosen((self.complete, most.over), otherwise=INFINITE), most.under)
        known = self._extreme("least high", "min", of.high, of.under, sure, INFINITE)
        low = Ratio(chosen((self.complete, low.over), otherwise=INFINITE), low.under)
        return Number(low, _picked(is_sure, known, open_end), bounded=False)

    def _surely_counted(self, counted: Sql) -> tuple[Sql, Sql]:
        sure = all_of(counted, surely(self.where))
        return sure, f"({self.some(sure, 'surely counted')} > 0)"

    def rank(self) -> Number:
        own, other = self._births("m0"), self._births("o0")
        earlier = chosen(
            (f"({other[1]} < {own[0]})", TRUE), (f"({other[0]} >= {own[1]})", FALSE), otherwise=UNKNOWN
        )
        apart = any_of(f"({other[1]} < {own[0]})", f"({own[1]} < {other[0]})")
        alike = all_of(f"({other[1]} <= {own[0]})", f"({own[1]} <= {other[0]})")
        same = chosen((alike, TRUE), (apart, FALSE), otherwise=UNKNOWN)
        before, considered = TRUE, _THERE
        if self._who in _SEEN_WITH_ONESELF:
            considered = all_of(considered, '(k."other" <> k."person")')
            before = '(m0."ghost" OR k."other" < k."person")'
        elder = any_of(earlier, all_of(same, before))
        holds = all_of(elder, self.where)
        low = self.some(all_of(considered, surely(holds)), "surely elder")
        high = self.some(all_of(considered, maybe(holds)), "perhaps elder")
        most = chosen((self.complete, f"({high} + 1)"), otherwise=INFINITE)
        return Number(Ratio(f"({low} + 1)"), Ratio(most), bounded=False, positive=True)

    def _births(self, alias: str) -> tuple[Sql, Sql]:
        on = self._translator.on
        column, is_rough = self._translator.given_column(BIRTH_DATE)
        early, late = day_literal(on.min), day_literal(on)
        if column is None:
            return early, late
        low, high = (f"{column}~low", f"{column}~high") if is_rough else (column, column)
        return f"COALESCE({alias}.{name(low)}, {early})", f"COALESCE({alias}.{name(high)}, {late})"


def _over_zero(count: Sql) -> Sql:
    return FALSE if count == "0" else f"({count} > 0)"
