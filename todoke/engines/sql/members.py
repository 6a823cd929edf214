"""Statements about members of the household as SQL: who is whose relative, and aggregates over them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from todoke.engines.sql.frames import OF_PAIR, OF_PERSON, Frame, depends_on_subject
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
    first_error,
    maybe,
    name,
    negated,
    surely,
    text,
    unsure,
)
from todoke.engines.sql.texts import day as day_literal
from todoke.engines.sql.values import INFINITE, Number, Ratio, Truth, Value, comparable, kept
from todoke.rules import nodes as n
from todoke.rules.household import BIRTH_DATE

if TYPE_CHECKING:
    from todoke.engines.sql.translating import Translator

KIN: dict[str, dict[str, tuple[str, ...]]] = {
    "spouse": {"self": ("spouse",), "spouse": ("self",)},
    "children": {
        "self": ("child",),
        "spouse": ("child",),
        "parent": ("self", "sibling"),
        "child": ("grandchild",),
        "grandparent": ("parent",),
    },
    "parents": {
        "self": ("parent",),
        "sibling": ("parent",),
        "child": ("self", "spouse"),
        "grandchild": ("child",),
        "parent": ("grandparent",),
    },
    "siblings_and_self": {"self": ("self", "sibling"), "sibling": ("self", "sibling"), "child": ("child",)},
    "grandparents": {"self": ("grandparent",), "sibling": ("grandparent",), "child": ("parent",)},
    "grandchildren": {"self": ("grandchild",), "spouse": ("grandchild",), "parent": ("child",)},
}
"""Which relations to the applicant are meant, seen from a member of which relation."""

_THERE = '(k."other" IS NOT NULL)'
_SEEN_WITH_ONESELF = frozenset({"everyone", "self", "siblings_and_self"})
_INNER = re.compile(r'"[mp](\d+)\.((?:[^"]|"")+)"')
_OTHER = re.compile(r"\bo(\d+)\.")


class UnsupportedError(Exception):
    """A rule this engine cannot put into SQL; the message names what and why."""


def kin(who: str) -> Sql:
    """Return a query of who is ``who`` to each person: pairs of ``person`` and ``other``."""
    related = {
        "everyone": TRUE,
        "others": 'm."person" <> o."person"',
        "self": 'NOT m."ghost" AND m."person" = o."person"',
    }.get(who) or _related(who)
    return (
        'SELECT m."person", o."person" AS "other"\n'
        'FROM person_0 AS m JOIN person_0 AS o ON o."household" = m."household"\n'
        f'JOIN household_0 AS h ON h."household" = m."household"\nWHERE NOT o."ghost" AND {related}'
    )


def _related(who: str) -> Sql:
    if who == "siblings":
        return f'm."person" <> o."person" AND {_related("siblings_and_self")}'
    by_relation = any_of(
        *(
            f'(m."relation" = {text(one)} AND o."relation" IN ({", ".join(map(text, others))}))'
            for one, others in KIN[who].items()
        )
    )
    named = 'EXISTS (FROM parents_0 AS n WHERE n."child" = {0}."person" AND n."parent" = {1}."person")'
    if who == "children":
        by_relation = f'CASE WHEN o."named" THEN {named.format("o", "m")} ELSE {by_relation} END'
    if who == "parents":
        by_relation = f'CASE WHEN m."named" THEN {named.format("m", "o")} ELSE {by_relation} END'
    if who == "siblings_and_self":
        others = ", ".join(map(text, KIN[who]))
        by_relation = (
            f'CASE WHEN m."relation" IN ({others}) THEN {by_relation} ELSE m."person" = o."person" END'
        )
    return f'NOT m."ghost" AND {by_relation}'


def listed(who: str) -> Sql:
    """Return whether everybody who is ``who`` to the member at hand is known to be listed."""
    if who in ("everyone", "others"):
        return name("h0.lists everyone")
    ghost = name("m0.ghost")
    if who == "self":
        return f"(NOT {ghost})"
    relations = KIN["siblings_and_self" if who == "siblings" else who]
    branches = [
        (f"({name('m0.relation')} = {text(one)})", _listed(others)) for one, others in relations.items()
    ]
    known = chosen(*branches, otherwise=TRUE)
    if who == "parents":
        known = chosen((name("m0.named"), TRUE), otherwise=known)
    return chosen((ghost, FALSE), otherwise=known)


def _listed(relations: tuple[str, ...]) -> Sql:
    return all_of(*(name(f"h0.lists {one}") for one in relations if one != "self"))


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


class Members:
    """Translates quantifiers and ranks for a translator."""

    def __init__(self, translator: Translator) -> None:
        """Number the quantifiers as they come."""
        self._translator = translator
        self._count = 0

    def quantified(self, node: n.Node, frame: Frame, local: Any) -> Value:
        """Return a statement about members, seen from the member at hand."""
        kind = next(iter(type(node).model_fields))
        content: Any = getattr(node, kind)
        depends = frame.subject != "none" and depends_on_subject(node)
        inner = OF_PAIR if depends else OF_PERSON
        outer: Level = "pair" if depends and frame.subject == "pair" else "person"
        of_household = frame.level == "household"
        script = self._translator.script
        where = Truth(TRUE)
        if content.where is not None:
            where = script.stored(inner.level, self._translator.truth(content.where, inner, local), "where")
        value: Value | None = None
        error = where.error
        if isinstance(content, n.Valued):
            value = self._translator.translate(content.value, inner, local)
            if kind == "every":
                value = self._translator.as_truth(value)
            value = script.stored(inner.level, kept(value, script.keep), kind)
            error = first_error(where.error, error_where(maybe(where.holds), value.error))
        if error is not None:
            error = script.stored(inner.level, Truth(error), "error").holds
        group = _Group(self._translator, outer, content.who, where, self._number())
        found = group.rank() if kind == "rank" else getattr(group, kind)(value)
        found = replace(found, error=group.error(error))
        if not of_household:
            return found
        # The household is seen from its applicant.
        return as_role("a", script.stored("person", found, f"{kind} of {content.who}"))

    def anybody(self, holds: Truth, title: str) -> Truth:
        """Return whether something holds for anybody of the household, seen from the household."""
        script = self._translator.script
        holds = script.stored("person", holds, title)
        group = _Group(self._translator, "household", "everyone", holds, self._number())
        found: Truth = group.exists(None)
        if holds.error is None:
            return found
        first = group.aggregate(
            "first",
            f'min(k."other") FILTER ({all_of(surely(group.where), f"({_other(holds.error)} IS NULL)")})',
        )
        failing = group.aggregate("failing", f'min(k."other") FILTER ({_other(holds.error)} IS NOT NULL)')
        error = group.error(holds.error)
        reached = f"COALESCE({failing} < {first}, {first} IS NULL)"
        return replace(found, error=error_where(reached, error))

    def _number(self) -> int:
        self._count += 1
        return self._count


def _other(expression: Sql) -> Sql:
    """Return a stored expression, read for the relative."""
    return _INNER.sub(lambda match: f'o{match[1]}."{match[2]}"', expression)


class _Group:
    """Aggregates over the relatives of each row."""

    def __init__(self, translator: Translator, level: Level, who: str, where: Truth, number: int) -> None:
        self._translator, self._level, self._who, self._number = translator, level, who, number
        self._where = where
        self.where = _other(where.holds)
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
        there = all_of(_THERE, f"({_other(error)} IS NOT NULL)")
        return self.aggregate("error", f'arg_min({_other(error)}, k."other") FILTER ({there})')

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
        holds = any_of(negated(self.where), _other(value.holds))
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

    def _ends(self, value: Value | None) -> tuple[Sql, Sql, int, Sql, bool]:
        assert isinstance(value, Number)
        (low, high), under = comparable([value.low, value.high])
        if not isinstance(under, int):
            raise UnsupportedError(
                "世帯員について合計・最大・最小をとる値が、割る数の決まっていない割り算です。round で丸めてください"
            )
        counted = self.reached
        if value.absent is not None:
            counted = all_of(counted, negated(_other(value.absent)))
        return f"{_other(low)}::HUGEINT", f"{_other(high)}::HUGEINT", under, counted, value.bounded

    def total(self, value: Value | None) -> Number:
        low, high, under, counted, bounded = self._ends(value)
        yes = surely(self.where)
        lows = chosen((yes, low), otherwise=f"least({low}, 0)")
        highs = chosen((yes, high), otherwise=f"greatest({high}, 0)")
        least = f"COALESCE({self.aggregate('low', f'sum({lows}) FILTER ({counted})')}, 0)"
        most = f"COALESCE({self.aggregate('high', f'sum({highs}) FILTER ({counted})')}, 0)"
        if not bounded:
            least = self._unless_infinite(least, low, counted, "low")
            most = self._unless_infinite(most, high, counted, "high")
        return self._number_of(least, most, under, value)

    def _unless_infinite(self, end: Sql, values: Sql, counted: Sql, title: str) -> Sql:
        infinite = self.some(all_of(counted, f"({values} IS NULL)"), f"infinite {title}")
        return chosen((f"({infinite} > 0)", INFINITE), otherwise=end)

    def _number_of(
        self, low: Sql, high: Sql, under: int, value: Value | None, *, floor: bool = True
    ) -> Number:
        positive = floor and isinstance(value, Number) and value.positive
        high = chosen((self.complete, high), otherwise=INFINITE)
        return Number(Ratio(low, under), Ratio(high, under), bounded=False, positive=positive)

    def largest(self, value: Value | None) -> Number:
        low, high, under, counted, bounded = self._ends(value)
        sure, is_sure = self._surely_counted(counted)
        least = f"least(COALESCE({self.aggregate('lowest', f'min({low}) FILTER ({counted})')}, 0), 0)"
        if not bounded:
            least = self._unless_infinite(least, low, counted, "low")
        low_end = chosen((is_sure, self.aggregate("low", f"max({low}) FILTER ({sure})")), otherwise=least)
        most = f"COALESCE({self.aggregate('highest', f'max({high}) FILTER ({counted})')}, 0)"
        high_end = chosen((is_sure, most), otherwise=f"greatest({most}, 0)")
        if not bounded:
            high_end = self._unless_infinite(high_end, high, counted, "high")
        return self._number_of(low_end, high_end, under, value)

    def smallest(self, value: Value | None) -> Number:
        low, high, under, counted, bounded = self._ends(value)
        sure, is_sure = self._surely_counted(counted)
        least = f"COALESCE({self.aggregate('lowest', f'min({low}) FILTER ({counted})')}, 0)"
        low_end = chosen((is_sure, least), otherwise=f"least({least}, 0)")
        most = f"greatest(COALESCE({self.aggregate('highest', f'max({high}) FILTER ({counted})')}, 0), 0)"
        if not bounded:
            low_end = self._unless_infinite(low_end, low, counted, "low")
            most = self._unless_infinite(most, high, counted, "high")
        low_end = chosen((self.complete, low_end), otherwise=INFINITE)
        known = self.aggregate("least high", f"min({high}) FILTER ({sure})")
        high_end = chosen((is_sure, known), (self.complete, most), otherwise=INFINITE)
        return Number(Ratio(low_end, under), Ratio(high_end, under), bounded=False)

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
