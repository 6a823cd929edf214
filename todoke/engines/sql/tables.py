"""Looking a key up in a dated table as SQL text, also where the key is known only roughly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from todoke.engines.sql import numbers
from todoke.engines.sql.logic import MixedKindsError
from todoke.engines.sql.numbers import less
from todoke.engines.sql.texts import (
    FALSE,
    RULE_ERROR,
    TRUE,
    UNKNOWN,
    Sql,
    all_of,
    any_of,
    chosen,
    error_where,
    first_error,
    negated,
    text,
    texts,
)
from todoke.engines.sql.values import (
    INFINITE,
    INFINITY,
    Codes,
    Keep,
    Number,
    Ratio,
    Truth,
    Value,
    comparable,
    constant_number,
    kept,
    ratio,
    times,
)
from todoke.rules.parameters import Extension, Row, TableVersion
from todoke.rules.values import NO_CODE


@dataclass(frozen=True, slots=True)
class _Line:
    """A row from ``start`` on: ``base + rate × key``."""

    start: Fraction
    base: Fraction
    rate: Fraction

    def at(self, key: Fraction) -> Fraction:
        return self.base + self.rate * key


def looked_up(version: TableVersion, key: Value, keep: Keep) -> Value:
    """Return the value of a table for a key."""
    key = kept(key, keep)
    if isinstance(key, Codes):
        return _by_code(version, key, keep)
    if not isinstance(key, Number):
        raise MixedKindsError("table key")
    values = [row.value for row in version.rows]
    if any(isinstance(value, bool | str) for value in values):
        return _kinds(version, key, keep)
    return _numbers(version, key, keep)


def _absent(key: Value, keep: Keep) -> Sql:
    return FALSE if key.absent is None else keep(key.absent)


def _by_code(version: TableVersion, key: Codes, keep: Keep) -> Value:
    rows = {row.code: row.value for row in version.rows if row.code is not None}
    known = f"({key.one} IN ({', '.join(text(code) for code in rows)}))"
    missing = negated(known)
    if key.some is not None:
        foreign = f"NOT list_has_all({texts({*rows, NO_CODE})}, {key.some})"
        none = f"({foreign} OR len(list_filter({key.some}, lambda c: c <> '')) = 0)"
        missing = chosen((f"({key.one} IS NOT NULL)", missing), otherwise=none)
    error = first_error(
        key.error, error_where(all_of(negated(_absent(key, keep)), f"COALESCE({missing}, FALSE)"), RULE_ERROR)
    )
    sure: list[tuple[Sql, Sql]] = []
    for code in rows:
        here = f"({key.one} = {text(code)})"
        may = f"COALESCE(list_contains({key.some}, {text(code)}), FALSE)" if key.some is not None else FALSE
        sure.append((keep(f"COALESCE({here}, FALSE)"), keep(may)))
    return _about(_choice([_plain(row) for row in version.rows], sure, keep), key, error)


def _about(found: Value, key: Value, error: Sql | None) -> Value:
    """Return what was found, not applying where the key does not."""
    if isinstance(found, Truth) and key.absent is not None:
        found = Truth(chosen((key.absent, FALSE), otherwise=found.holds))
    return replace(found, absent=key.absent, error=error)


def _plain(row: Row) -> bool | str | Fraction:
    value = row.value
    return value if isinstance(value, bool | str) else Fraction(0 if value is None else value)


def _choice(values: list[bool | str | Fraction], reached: list[tuple[Sql, Sql]], keep: Keep) -> Value:
    """Return the one value that is surely reached, or everything that may be."""
    first = values[0]
    if isinstance(first, str):
        one = chosen(*((sure, text(str(value))) for value, (sure, _) in zip(values, reached, strict=True)))
        if all(may == FALSE for _, may in reached):
            return Codes(keep(one))
        parts = [chosen((may, text(str(value)))) for value, (_, may) in zip(values, reached, strict=True)]
        some = f"list_distinct(list_filter([{', '.join(parts)}], lambda c: c IS NOT NULL))"
        return _settled(keep(one), keep(some))
    if isinstance(first, bool):
        yes = any_of(*(any_of(*way) for value, way in zip(values, reached, strict=True) if value is True))
        no = any_of(*(any_of(*way) for value, way in zip(values, reached, strict=True) if value is False))
        return Truth(chosen((all_of(yes, no), UNKNOWN), otherwise=yes))
    ends = [ratio(Fraction(value)) for value in values]
    overs, under = comparable(ends)
    ways = [any_of(*way) for way in reached]
    if all(may == FALSE for _, may in reached):
        exact = Ratio(keep(chosen(*zip(ways, overs, strict=True), otherwise="0")), under)
        return Number(exact, exact, positive=all(Fraction(value) >= 0 for value in values))
    inside = [chosen((way, over)) for way, over in zip(ways, overs, strict=True)]
    low, high = f"least({', '.join(inside)})", f"greatest({', '.join(inside)})"
    if len(inside) == 1:
        low = high = inside[0]
    positive = all(Fraction(value) >= 0 for value in values)
    return Number(Ratio(keep(low), under), Ratio(keep(high), under), positive=positive)


def _settled(one: Sql, some: Sql) -> Codes:
    """Return codes of a list that may have come down to one."""
    alone = f"(len({some}) = 1)"
    return Codes(
        f"COALESCE({one}, {chosen((alone, f'{some}[1]'))})",
        chosen((f"({one} IS NULL AND NOT {alone})", some)),
    )


class _Keys:
    """Where a key lies among the starts of the rows."""

    def __init__(self, version: TableVersion, key: Number, keep: Keep) -> None:
        self.starts = [Fraction(row.from_) for row in version.rows if row.from_ is not None]
        self.key, self.keep = key, keep
        self.stops = version.beyond == "error"

    def reaches(self, end: Ratio, place: int) -> Sql:
        """Tell whether an upper end, perhaps infinite, is at or over the start of a row."""
        return self._over_infinity(end, less(ratio(self.starts[place]), end, "<="))

    def passes(self, end: Ratio, place: int) -> Sql:
        """Tell whether an upper end, perhaps infinite, is over the start of a row."""
        return self._over_infinity(end, less(ratio(self.starts[place]), end, "<"))

    def starts_at(self, end: Ratio, place: int) -> Sql:
        """Tell whether a lower end, perhaps infinite, is at or over the start of a row."""
        return self._under_infinity(end, less(ratio(self.starts[place]), end, "<="))

    def starts_past(self, end: Ratio, place: int) -> Sql:
        """Tell whether a lower end, perhaps infinite, is over the start of a row."""
        return self._under_infinity(end, less(ratio(self.starts[place]), end, "<"))

    def _over_infinity(self, end: Ratio, condition: Sql) -> Sql:
        if self.key.bounded:
            return condition
        return (
            TRUE
            if end.over == INFINITE
            else f"COALESCE({condition}, TRUE)"
            if condition not in (TRUE, FALSE)
            else condition
        )

    def _under_infinity(self, end: Ratio, condition: Sql) -> Sql:
        if self.key.bounded:
            return condition
        return (
            FALSE
            if end.over == INFINITE
            else f"COALESCE({condition}, FALSE)"
            if condition not in (TRUE, FALSE)
            else condition
        )

    def surely_outside(self) -> Sql:
        """Tell whether the whole key lies outside the table: an error."""
        below = negated(self.reaches(self.key.high, 0))
        above = self.starts_past(self.key.low, -1) if self.stops else FALSE
        return any_of(below, above)

    def perhaps_outside(self) -> Sql:
        """Tell whether a part of the key may lie outside the table: then nothing is certain."""
        if self.key.is_exact:
            return FALSE
        below = negated(self.starts_at(self.key.low, 0))
        above = self.passes(self.key.high, -1) if self.stops else FALSE
        return any_of(below, above)

    def error(self) -> Sql | None:
        applies = negated(_absent(self.key, self.keep))
        outside = all_of(applies, self.keep(self.surely_outside()))
        return first_error(self.key.error, error_where(outside, RULE_ERROR))


def _kinds(version: TableVersion, key: Number, keep: Keep) -> Value:
    """Look up in a table of truth values or codes."""
    keys = _Keys(version, key, keep)
    values = [_plain(row) for row in version.rows]
    reached: list[tuple[Sql, Sql]] = []
    last = len(values) - 1
    for place in range(len(values)):
        begun = keys.reaches(key.high, place)
        over = keys.starts_at(key.low, place + 1) if place < last else FALSE
        here = keep(all_of(begun, negated(over)))
        within = all_of(
            keys.starts_at(key.low, place),
            negated(keys.reaches(key.high, place + 1)) if place < last else TRUE,
        )
        # The upper end of each row belongs to the rows touched, as the reference has it.
        reached.append((keep(within), FALSE if key.is_exact else here))
    found = _choice(values, reached, keep)
    anything = keep(keys.perhaps_outside())
    if isinstance(found, Truth):
        found = Truth(chosen((anything, UNKNOWN), otherwise=found.holds))
    elif isinstance(found, Codes) and anything != FALSE:
        every = texts({str(value) for value in values if isinstance(value, str)} | {NO_CODE})
        found = Codes(
            chosen((negated(anything), found.one)), chosen((anything, every), otherwise=found.some or "NULL")
        )
    return _about(found, key, keys.error())


def _numbers(version: TableVersion, key: Number, keep: Keep) -> Number:
    keys = _Keys(version, key, keep)
    lines = [_line(row) for row in version.rows]
    ends = [_at(version, lines, keys, end, keep) for end in dict.fromkeys((key.low, key.high))]
    positive = all(line.base >= 0 and line.rate >= 0 for line in lines) and keys.starts[0] >= 0
    positive = positive and not (isinstance(version.beyond, Extension) and version.beyond.step < 0)
    if key.is_exact:
        return Number(ends[0], ends[0], key.absent, keys.error(), True, positive)
    at_low, at_high = ends if len(ends) == 2 else (ends[0], ends[0])
    rising, falling = _turns(version, lines)
    slopes = any(line.rate != 0 for line in lines) or isinstance(version.beyond, Extension)
    bounded = key.bounded or not slopes
    if rising:
        low, high = at_low, at_high
    elif falling:
        low, high = at_high, at_low
    else:
        beyond = version.beyond
        slope = Fraction(beyond.step) if isinstance(beyond, Extension) else lines[-1].rate
        low, high = _between(keys, lines, slope, at_low, at_high, keep)
    anything = keep(keys.perhaps_outside())
    low = Ratio(keep(chosen((anything, INFINITE), otherwise=low.over)), low.under)
    high = Ratio(keep(chosen((anything, INFINITE), otherwise=high.over)), high.under)
    return Number(
        low, high, key.absent, keys.error(), bounded and anything == FALSE, positive and anything == FALSE
    )


def _line(row: Row) -> _Line:
    assert row.from_ is not None
    if row.rate is None:
        return _Line(Fraction(row.from_), Fraction(_plain(row)), Fraction(0))
    return _Line(Fraction(row.from_), Fraction(row.base), Fraction(row.rate))


def _turns(version: TableVersion, lines: list[_Line]) -> tuple[bool, bool]:
    """Tell whether the table only rises, or only falls."""
    jumps = [after.at(after.start) - before.at(after.start) for before, after in pairwise(lines)]
    steps = [line.rate for line in lines] + jumps
    if isinstance(version.beyond, Extension):
        steps.append(Fraction(version.beyond.step))
    return all(step >= 0 for step in steps), all(step <= 0 for step in steps)


def _at(version: TableVersion, lines: list[_Line], keys: _Keys, end: Ratio, keep: Keep) -> Ratio:
    """Return the value at one end of the key; NULL where it grows without bound."""
    found = [_on_line(line, end) for line in lines]
    branches = [
        keys.reaches(end, place) if end == keys.key.high else keys.starts_at(end, place)
        for place in range(len(lines))
    ]
    if isinstance(version.beyond, Extension):
        last, per = lines[-1], Fraction(version.beyond.per)
        past = numbers.added([_exact(end), constant_number(-last.start)], keep)
        steps = numbers.rounded(
            numbers.multiplied([past, constant_number(1 / per)], keep), Fraction(1), "down", keep
        )
        grown = numbers.multiplied([steps, constant_number(Fraction(version.beyond.step))], keep)
        # At its start the last row stands as it is written; beyond it, a step for each further part of the key.
        found[-1] = numbers.added([constant_number(last.at(last.start)), grown], keep).low
    overs, under = comparable(found)
    ordered = list(zip(branches, overs, strict=True))[::-1]
    return Ratio(keep(chosen(*ordered[:-1], otherwise=ordered[-1][1])), under)


def _exact(end: Ratio) -> Number:
    return Number(end, end)


def _on_line(line: _Line, end: Ratio) -> Ratio:
    if line.rate == 0:
        return ratio(line.base)
    if end.over == INFINITE:
        return INFINITY
    slope = ratio(line.rate)
    under = (
        end.under * slope.under
        if isinstance(end.under, int) and isinstance(slope.under, int)
        else times(str(end.under), str(slope.under))
    )
    product = Ratio(times(end.over, slope.over), under)
    (base, grown), common = comparable([ratio(line.base), product])
    return Ratio(grown if base == "0" else f"({base} + {grown})", common)


def _between(
    keys: _Keys, lines: list[_Line], slope: Fraction, at_low: Ratio, at_high: Ratio, keep: Keep
) -> tuple[Ratio, Ratio]:
    """Return the least and the most the table holds over the key, the left end of each jump included."""
    ends = [at_low, at_high]
    corners: list[tuple[Sql, Fraction, Fraction]] = []
    for place in range(1, len(lines)):
        start = lines[place].start
        inside = keep(
            all_of(negated(keys.starts_at(keys.key.low, place)), keys.reaches(keys.key.high, place))
        )
        here, before = lines[place].at(start), lines[place - 1].at(start)
        corners.append((inside, min(here, before), max(here, before)))
    lows = [*ends, *(ratio(low) for _, low, _ in corners)]
    highs = [*ends, *(ratio(high) for _, _, high in corners)]
    open_end = not keys.key.bounded
    return (
        _extreme("least", lows, corners, open_end and slope < 0),
        _extreme("greatest", highs, corners, open_end and slope > 0),
    )


def _extreme(
    function: str, values: list[Ratio], corners: list[tuple[Sql, Fraction, Fraction]], grows: bool
) -> Ratio:
    overs, under = comparable(values)
    parts = overs[:2] + [
        chosen((inside, over)) for over, (inside, _, _) in zip(overs[2:], corners, strict=True)
    ]
    joined = f"{function}({', '.join(dict.fromkeys(parts))})"
    # least and greatest pass over NULL: right for the side on which the table does not grow without bound.
    return Ratio(chosen((f"({overs[1]} IS NULL)", INFINITE), otherwise=joined) if grows else joined, under)
