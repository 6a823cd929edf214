"""Facts as SQL text: as given, as worked out, or as unknown; receipts; values of the municipality."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from todoke.engines.sql import numbers
from todoke.engines.sql.days import exact_day
from todoke.engines.sql.frames import OF_HOUSEHOLD, OF_PERSON, Frame, Translates
from todoke.engines.sql.logic import decided
from todoke.engines.sql.script import as_role
from todoke.engines.sql.texts import (
    FALSE,
    NOT_ENCODED,
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
    text,
    texts,
    truth,
)
from todoke.engines.sql.texts import day as day_literal
from todoke.engines.sql.values import (
    INFINITY,
    Codes,
    Day,
    Keep,
    Number,
    Ratio,
    Truth,
    Value,
    comparable,
    constant_number,
    kept,
    ratio,
)
from todoke.residents.households import scale_of
from todoke.rules.evaluation.reading import dated_value
from todoke.rules.evaluation.unknowns import inapplicable, open_value, unknown
from todoke.rules.facts import Boolean, Code, Date, Fact, FactType
from todoke.rules.household import HOUSEHOLD, receives
from todoke.rules.parameters import Dated
from todoke.rules.programs import LocalParameter
from todoke.rules.values import EARLIEST, LATEST, NO_CODE, Absent, Choices, Interval, Maybe
from todoke.rules.values import Value as Known


def constant(value: Known, kind: FactType | None = None) -> Value:
    """Return a value that is the same for everybody; ``kind`` tells what it would be where it does not apply."""
    match value:
        case bool():
            return Truth(truth(value))
        case int() | Fraction():
            return constant_number(value)
        case date():
            return exact_day(value)
        case str():
            return Codes(text(value))
        case Maybe():
            return Truth(UNKNOWN)
        case Choices():
            return Codes("NULL::VARCHAR", texts(set(value.codes)))
        case Interval():
            if isinstance(value.low, date) and isinstance(value.high, date):
                return Day(day_literal(value.low), day_literal(value.high))
            low, high = _end(value.low), _end(value.high)
            bounded = low != INFINITY and high != INFINITY
            least = low.constant
            return Number(low, high, bounded=bounded, positive=least is not None and least >= 0)
        case Absent():
            return nothing(kind)
        case _:
            raise TypeError(f"no constant: {value!r}")


def _end(value: object) -> Ratio:
    if isinstance(value, float) and math.isinf(value):
        return INFINITY
    assert isinstance(value, int | Fraction)
    return ratio(value)


def nothing(kind: FactType | None) -> Value:
    """Return what does not apply, of the kind of a fact."""
    match kind:
        case Boolean():
            return Truth(FALSE, TRUE)
        case Code():
            return Codes("NULL::VARCHAR", None, TRUE)
        case Date():
            return Day(day_literal(EARLIEST), day_literal(EARLIEST), TRUE)
        case _:
            return Number(ratio(0), ratio(0), TRUE, positive=True)


class FactReader:
    """Reads facts for a translator; each is worked out once and kept in a table."""

    def __init__(self, translator: Translates, given: Mapping[str, bool]) -> None:
        """Take which columns were loaded; true where something in them may be known only roughly."""
        self._translator = translator
        self._given = given
        self._facts: dict[str, Value] = {}

    def read(self, fact: Fact, frame: Frame) -> Value:
        """Return a fact of the member at hand; of a household, a person's fact is the applicant's."""
        found = self._facts.get(fact.id)
        if found is None:
            level = OF_HOUSEHOLD if fact.entity == HOUSEHOLD else OF_PERSON
            value = self._fact(fact, level)
            found = self._facts[fact.id] = self._translator.script.stored(level.level, value, fact.id)
        if fact.entity != HOUSEHOLD and frame.level == "household":
            return as_role("a", found)
        return found

    def _fact(self, fact: Fact, frame: Frame) -> Value:
        keep = self._translator.script.keep
        unsaid = kept(self._unsaid(fact, frame), keep)
        if fact.id not in self._given:
            return unsaid
        said, given = self._said(fact, frame)
        rough = FALSE
        if self._given[fact.id] and fact.derive is not None and not fact.assumed:
            rough = keep(self._column(frame, f"{fact.id}~rough"))
            narrowed = narrow(given, unsaid, keep)
            unsaid = replace(decided(rough, narrowed, unsaid, keep, is_certain=True), error=unsaid.error)
            said = keep(all_of(said, negated(rough)))
        found = decided(said, given, unsaid, keep, is_certain=True)
        return replace(found, error=error_where(negated(said), unsaid.error))

    def _said(self, fact: Fact, frame: Frame) -> tuple[Sql, Value]:
        """Return whether a fact was given, and what."""
        column = self._column(frame, fact.id)
        if not self._given[fact.id]:
            said = f"({column} IS NOT NULL)"
            scale = scale_of(fact.type)
            match fact.type:
                case Boolean():
                    return said, Truth(column)
                case Code():
                    return said, Codes(column)
                case Date():
                    return said, Day(column, column)
                case _:
                    return said, Number(Ratio(column, scale), Ratio(column, scale))
        said = self._column(frame, f"{fact.id}~said")
        low, high = self._column(frame, f"{fact.id}~low"), self._column(frame, f"{fact.id}~high")
        match fact.type:
            case Boolean():
                return f"({column} IS NOT NULL)", Truth(column)
            case Code():
                return said, Codes(column, self._column(frame, f"{fact.id}~some"))
            case Date():
                return said, Day(low, high)
            case _:
                scale = scale_of(fact.type)
                return said, Number(Ratio(low, scale), Ratio(high, scale), bounded=False)

    def _column(self, frame: Frame, column: str) -> Sql:
        return name(f"{'h' if frame.level == 'household' else 'm'}0.{column}")

    def _unsaid(self, fact: Fact, frame: Frame) -> Value:
        translator, keep = self._translator, self._translator.script.keep
        nobody_said = constant(unknown(fact, frozenset(), translator.on), fact.type)
        otherwise = constant(inapplicable(fact), fact.type)
        applies = Truth(TRUE)
        if fact.applies is not None:
            applies = kept(translator.truth(fact.applies, frame), keep)
        if fact.derive is None:
            found = decided(
                keep(negated(maybe(applies.holds))), otherwise, nobody_said, keep, is_certain=True
            )
            return replace(found, error=applies.error)
        derived = kept(translator.translate(fact.derive, frame), keep)
        found = kept(decided(applies.holds, derived, otherwise, keep), keep)
        error = derived.error
        if error is not None:
            # What the law of that day leaves unwritten may still be known: the fact is asked.
            unwritten = f"COALESCE({error} = {NOT_ENCODED}, FALSE)"
            asked = keep(all_of(maybe(applies.holds), unwritten))
            found = decided(asked, nobody_said, found, keep, is_certain=True)
            error = None if error == NOT_ENCODED else chosen((negated(unwritten), error))
        return replace(found, error=first_error(applies.error, error_where(maybe(applies.holds), error)))

    def receipt(self, program_id: str, frame: Frame) -> Truth:
        """Return whether the member, or the household, receives a program already."""
        fact_id = receives(program_id)
        of_member, of_household = fact_id in self._given, f"household/{fact_id}" in self._given
        whole = name(f"h0.household/{fact_id}") if of_household else UNKNOWN
        if frame.level != "household":
            own = name(f"m0.{fact_id}") if of_member else UNKNOWN
            # That nobody receives it holds for each member; that somebody does says nothing of this one.
            nobody = chosen((negated(maybe(whole)), FALSE), otherwise=UNKNOWN)
            return Truth(nobody if own == UNKNOWN else f"COALESCE({own}, {nobody})")
        if not of_member:
            return Truth(whole)
        somebody = f"({name(f'h0.some {fact_id}')} IS TRUE)"
        said = chosen((somebody, TRUE), otherwise=UNKNOWN)
        return Truth(said if whole == UNKNOWN else f"COALESCE({whole}, {said})")


def narrow(given: Value, derived: Value, keep: Keep) -> Value:
    """Return what both values allow; what was given alone where they contradict each other."""
    given, derived = kept(given, keep), kept(derived, keep)
    absent = derived.absent or FALSE
    if isinstance(given, Number) and isinstance(derived, Number):
        lows, low_under = comparable([given.low, derived.low])
        highs, high_under = comparable([given.high, derived.high])
        low = Ratio(keep(f"greatest({lows[0]}, {lows[1]})"), low_under)
        high = Ratio(keep(f"least({highs[0]}, {highs[1]})"), high_under)
        alone = keep(any_of(absent, f"COALESCE({numbers.less(high, low)}, FALSE)"))
        found = decided(alone, given, Number(low, high, bounded=False), keep, is_certain=True)
        everything = all_of(f"({given.low.over} IS NULL)", f"({given.high.over} IS NULL)")
        return _unless_absent(found, absent, everything)
    if isinstance(given, Day) and isinstance(derived, Day):
        since, until = f"greatest({given.low}, {derived.low})", f"least({given.high}, {derived.high})"
        alone = keep(any_of(absent, f"({since} > {until})"))
        found = decided(alone, given, Day(since, until), keep, is_certain=True)
        everything = all_of(
            f"({given.low} = {day_literal(EARLIEST)})", f"({given.high} = {day_literal(LATEST)})"
        )
        return _unless_absent(found, absent, everything)
    assert isinstance(given, Codes)
    assert isinstance(derived, Codes)
    others = f"[{derived.one}]" if derived.some is None else f"COALESCE({derived.some}, [{derived.one}])"
    both = keep(f"list_intersect({given.some}, {others})")
    one = chosen((f"(len({both}) = 1)", f"{both}[1]"))
    some = chosen((f"(len({both}) > 1)", both))
    alone = keep(any_of(absent, f"COALESCE(len({both}) = 0, TRUE)"))
    found = decided(alone, Codes("NULL::VARCHAR", given.some), Codes(one, some), keep, is_certain=True)
    return _unless_absent(found, absent, f"list_contains({given.some}, {text(NO_CODE)})")


def _unless_absent(found: Value, absent: Sql, allowed: Sql) -> Value:
    return found if absent == FALSE else replace(found, absent=all_of(absent, allowed))


def local_value(
    label: str, declared: Mapping[str, LocalParameter], said: Mapping[str, tuple[Dated, ...]], on: date
) -> Value:
    """Return a value that the municipality sets; open while it has not said."""
    kind = declared[label].type
    value = dated_value(said.get(label, ()), on)
    if value is None:
        return constant(open_value(kind, frozenset()), kind)
    return constant(value if isinstance(value, bool | str) else Fraction(value), kind)
