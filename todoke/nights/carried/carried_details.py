"""The amounts and reasons a program told yesterday, along the rows of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from todoke.engines.port import AmountColumns, ProgramAnswers
from todoke.nights.aligned.shifts import Shift
from todoke.nights.aligned.telling_apart import differing
from todoke.nights.carried.detailing import amount_encoded, patterns_encoded
from todoke.nights.stored import planes
from todoke.nights.stored.containers import Container
from todoke.nights.stored.figures import DECIMALS, FigureKind, decoded_at
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.reading import StoredProgram
from todoke.nights.stored.totals import Sums, sums_of_amount
from todoke.residents.block import Array
from todoke.rules.programs import Amount

_CONSTANT = (FigureKind.SAME, FigureKind.CONSTANT)
_NO_CODES: Final[Container] = (0, 0, b"")


@dataclass(frozen=True, slots=True)
class CarriedDetails:
    """Amounts and reasons as they are stored: three containers for each amount, patterns and which row has which."""

    amounts: tuple[Amount, ...] = ()
    figures: tuple[Container, ...] = ()
    sums: tuple[Sums, ...] = ()
    patterns: tuple[str, ...] = ()
    codes: Container = _NO_CODES

    def figures_at(self, places: Array) -> dict[str, tuple[Array, Array]]:
        """Return low and high of each amount that promises figures, at some places among the possible rows."""
        found = {}
        for number, amount in enumerate(self.amounts):
            low, high = self.figures[3 * number + 1 : 3 * number + 3]
            lows, highs = (
                decoded_at(kind, count, memoryview(content), places)
                for kind, count, content in (low, low if high[0] == FigureKind.SAME else high)
            )
            if lows is not None and highs is not None:
                found[amount.id] = lows, highs
        return found


NO_DETAILS: Final = CarriedDetails()


def same_details(program: StoredProgram) -> CarriedDetails:
    """Return the details of a program whose possible rows are the same people as yesterday."""
    patterns, codes = program.stored_reasons()
    return CarriedDetails(program.head.amounts, program.stored_figures(), program.sums(), patterns, codes)


def changed_details(
    program: StoredProgram, shift: Shift, fresh: ProgramAnswers | None, possible: int, unsure: int
) -> CarriedDetails:
    """Return the details of a program for its ``possible`` rows of today, of which ``unsure`` are undetermined.

    ``fresh`` are the answers of the rows answered anew, None where none of them is possible.
    """
    before = program.true_rows(0)
    anew = np.empty(0, np.int64) if fresh is None else shift.anew[fresh.rows]
    splice = _Splice.of(before, shift, anew)
    open_before = program.true_rows(1)
    open_anew = np.empty(0, np.int64) if fresh is None else shift.anew[fresh.open_rows]
    open_splice = _Splice.of(open_before, shift, open_anew)
    chosen: Array | None = None
    if 0 < unsure < possible:
        rows = splice.along(shift.today_of[before], anew)
        open_rows = open_splice.along(shift.today_of[open_before], open_anew)
        chosen = np.zeros(possible, np.bool_)
        chosen[np.searchsorted(rows, open_rows)] = True
    amounts = program.head.amounts
    if fresh is not None and fresh.amounts:
        amounts = tuple(columns.amount for columns in fresh.amounts)
    figures: list[Container] = []
    sums: list[Sums] = []
    for number, amount in enumerate(amounts):
        told = None if fresh is None else fresh.amounts[number]
        known = program.head.amounts[number] if len(before) else None
        columns, stored = _amount(program, number, amount, known, told, splice)
        if stored is None:
            figures += amount_encoded(columns, possible)
        else:
            figures += (planes.encoded(columns.applies, possible), *stored[1:])
        sums.append(sums_of_amount(columns, chosen, possible, unsure))
    patterns, codes = _reasons(program, fresh, open_splice, unsure)
    return CarriedDetails(amounts, tuple(figures), tuple(sums), patterns, codes)


def changed_reasons(
    program: StoredProgram, shift: Shift, fresh: ProgramAnswers | None, unsure: int
) -> tuple[tuple[str, ...], Container]:
    """Return the patterns of a program's open rows of today, of which there are ``unsure``, and which row has which.

    ``fresh`` are the answers of the rows answered anew, None where none of them is possible.
    """
    anew = np.empty(0, np.int64) if fresh is None else shift.anew[fresh.open_rows]
    return _reasons(program, fresh, _Splice.of(program.true_rows(1), shift, anew), unsure)


def figures_among(answers: ProgramAnswers, rows: Array) -> dict[str, tuple[Array, Array]]:
    """Return low and high of each amount that promises figures, for some of the possible rows."""
    assert answers.rows is not None
    places = np.searchsorted(answers.rows, rows)
    return {
        columns.amount.id: (_at(columns.low, places), _at(columns.high, places))
        for columns in answers.amounts
        if columns.low is not None and columns.high is not None
    }


def _at(values: Array, places: Array) -> Array:
    return values[places] if values.ndim else np.full(len(places), values)


def other_amounts(program: StoredProgram, fresh: ProgramAnswers, rows_before: Array, anew: Array) -> Array:
    """Return who of some eligible rows was told another amount than yesterday (bool).

    ``rows_before`` are their rows of yesterday, ``anew`` their places among those ``fresh`` answers.
    """
    then = program.figures_at(rows_before)
    now = {
        name: (np.round(low, DECIMALS), np.round(high, DECIMALS))
        for name, (low, high) in figures_among(fresh, anew).items()
    }
    return differing(then, now, len(rows_before))


def promised_of(
    program: StoredProgram, possible: Container, details: CarriedDetails, then: Array, now: Array
) -> Iterator[tuple[str, Array]]:
    """Yield what a program promised and promises to some people: the amount's id and its figures (people x 4).

    ``then`` are their rows of yesterday and ``now`` those of today, -1 where there is none; ``possible`` is the plane
    of today. The figures are low and high before, low and high today; NaN where there is none.
    """
    found: dict[str, Array] = {}
    kind, _, content = possible
    at = (then, now)
    there = [np.flatnonzero(rows >= 0) for rows in at]
    there[0] = there[0][program.are_possible(then[there[0]])]
    there[1] = there[1][planes.are_true(kind, memoryview(content), now[there[1]])]
    figured = (
        program.figures_at(then[there[0]]) if program.head.detailed and len(there[0]) else {},
        details.figures_at(planes.places(kind, memoryview(content), now[there[1]])) if len(there[1]) else {},
    )
    for side, known in enumerate(figured):
        for name, ends in known.items():
            told = found.setdefault(name, np.full((len(then), 4), np.nan))
            told[there[side], 2 * side], told[there[side], 2 * side + 1] = ends
    yield from found.items()


@dataclass(frozen=True, slots=True)
class _Splice:
    """Which of some rows stay (None: all), and where those answered anew go among them."""

    stays: Array | None
    places: Array

    @classmethod
    def of(cls, before: Array, shift: Shift, anew: Array) -> _Splice:
        today = shift.today_of[before]
        stays = today >= 0
        if stays.all():
            return cls(None, np.searchsorted(today, anew))
        return cls(stays, np.searchsorted(today[stays], anew))

    @property
    def is_same(self) -> bool:
        return self.stays is None and not len(self.places)

    def along(self, values: Array, anew: Any) -> Array:
        """Return values of the rows of before along those of today."""
        kept = values if self.stays is None else values[self.stays]
        return np.insert(kept, self.places, anew) if len(self.places) else kept


def _amount(
    program: StoredProgram,
    number: int,
    amount: Amount,
    known: Amount | None,
    told: AmountColumns | None,
    splice: _Splice,
) -> tuple[AmountColumns, tuple[Container, ...] | None]:
    """Return an amount along the possible rows of today; and how it is stored, where that is as yesterday."""
    if known is None:
        assert told is not None
        return told, None
    stored = program.stored_figures()[3 * number : 3 * number + 3]
    columns = program.amount(number, len(program.true_rows(0)))
    if splice.is_same:
        return columns, stored
    constant = _constant(columns, stored)
    if constant is not None and _is_all(told, constant):
        low, high = np.asarray(constant[0]), np.asarray(constant[1])
        return AmountColumns(amount, low, low if stored[2][0] == FigureKind.SAME else high), stored

    def along(values: Any, anew: Any) -> Any:
        kept = splice.stays is None or bool(splice.stays.any())
        if not kept:
            return anew
        return splice.along(values, anew)

    if columns.low is None or columns.high is None:
        count = len(program.true_rows(0))
        applies = along(
            np.broadcast_to(np.asarray(columns.applies), count), True if told is None else told.applies
        )
        return AmountColumns(amount, None, None, applies), None
    low = along(columns.low, None if told is None else told.low)
    if columns.high is columns.low and (told is None or told.high is told.low):
        return AmountColumns(amount, low, low), None
    high = along(columns.high, None if told is None else told.high)
    return AmountColumns(amount, low, high), None


def _constant(columns: AmountColumns, stored: tuple[Container, ...]) -> tuple[float, float] | None:
    """Return the figures that are the same for all, if they are."""
    applies, low, high = stored
    if applies[0] != PlaneKind.FULL or low[0] != FigureKind.CONSTANT or high[0] not in _CONSTANT:
        return None
    if columns.low is None or columns.high is None:
        return None
    found = float(columns.low[0]), float(columns.high[0])
    return None if found[0] != found[0] or found[1] != found[1] else found


def _is_all(told: AmountColumns | None, figures: tuple[float, float]) -> bool:
    if told is None:
        return True
    if told.applies is not True or told.low is None or told.high is None:
        return False
    return bool(np.all(told.low == figures[0])) and bool(np.all(told.high == figures[1]))


def _reasons(
    program: StoredProgram, fresh: ProgramAnswers | None, splice: _Splice, unsure: int
) -> tuple[tuple[str, ...], Container]:
    if not unsure:
        return (), _NO_CODES
    if splice.is_same:
        return program.stored_reasons()
    known = program.reasons()
    told = None if fresh is None else fresh.reasons
    if known is None or (splice.stays is not None and not splice.stays.any()):
        assert told is not None
        return patterns_encoded(told.codes, told.patterns)
    if told is None or not len(splice.places):
        return patterns_encoded(splice.along(known.codes, None), known.patterns)
    patterns = tuple(dict.fromkeys((*known.patterns, *told.patterns)))
    place = {pattern: number for number, pattern in enumerate(patterns)}
    renumbered = np.array([place[one] for one in told.patterns], np.uint16)[told.codes]
    codes = splice.along(known.codes.astype(np.uint16), renumbered)
    return patterns_encoded(codes, patterns)
