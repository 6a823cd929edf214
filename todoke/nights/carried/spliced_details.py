"""Amounts and reasons of all programs of a block along the rows of today, spliced as they are stored.

A program whose details are to be stored in another way than yesterday (a figure not listed before, a pattern nobody
had) is left to :mod:`todoke.nights.carried.carried_details`, which decodes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from todoke.nights.aligned.shifts import Shift
from todoke.nights.carried.carried_details import CarriedDetails
from todoke.nights.carried.detailing import Container
from todoke.nights.carried.figure_columns import Added, Column, column_of, splice_figures
from todoke.nights.carried.seen_figures import End, Ends
from todoke.nights.carried.splicing import Edits, Places, Stored, splice
from todoke.nights.carried.told_anew import ToldAmount, ToldAnew
from todoke.nights.stored import planes
from todoke.nights.stored.figures import FigureKind
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.reading import StoredProgram
from todoke.nights.stored.totals import NO_SUMS, Sums, parts_of
from todoke.residents.block import Array

_SAME: Container = (FigureKind.SAME, 0, b"")
_NO_CODES: Container = (0, 0, b"")
_UNKNOWN = 255


@dataclass(frozen=True, slots=True)
class Touched:
    """A program of which somebody possible was taken out or put in."""

    place: int
    """Which of the programs of its unit it is."""
    stored: StoredProgram
    planes: Sequence[Container]
    """Possible, open, failed and not encoded as they are stored today."""
    told: ToldAnew | None
    """None where nobody possible is put in."""
    block: int

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows are possible and open today."""
        possible = self.planes[0][1]
        return possible, possible if self.planes[1][0] == PlaneKind.SAME else self.planes[1][1]

    @property
    def rows(self) -> slice:
        """Those of the possible rows told anew that are put in."""
        return slice(0, 0) if self.told is None else slice(*self.told.bounds[self.block : self.block + 2])

    @property
    def open_rows(self) -> slice:
        """Those of the open rows told anew that are put in."""
        return (
            slice(0, 0) if self.told is None else slice(*self.told.open_bounds[self.block : self.block + 2])
        )


@dataclass(slots=True)
class _Amount:
    """An amount being spliced: each end a column, or a container that stays as it is."""

    low: Column | Container
    high: Column | Container
    in_yen: bool
    having: tuple[Array, Array] | None = None
    """Who has it, where not everybody: of the possible rows of yesterday, and of those put in (uint8)."""
    applies: Container | None = None
    """Who of the possible rows of today has it, where not everybody."""


@dataclass(slots=True)
class _Reasons:
    """The patterns of a program and which of them the open rows have; a column where more than one."""

    patterns: tuple[str, ...]
    codes: Container = _NO_CODES
    content: memoryview | bytes | None = None
    put: Array = field(default_factory=lambda: np.empty(0, np.uint8))


@dataclass(slots=True)
class _Plan:
    """What is to be done for a program."""

    touched: Touched
    number: int
    amounts: list[_Amount]
    reasons: _Reasons


class SplicedDetails:
    """The details of the programs that could be spliced, by the places of the programs."""

    def __init__(self, touched: Sequence[Touched], had: Array, anew: Array, shift: Shift) -> None:
        """Splice; ``had`` and ``anew`` are the planes of all programs at the rows dropped and answered anew."""
        self.found: dict[int, CarriedDetails] = {}
        self._plans: list[_Plan] = []
        self._had, self._anew = had[:2, :0], anew[:2, :0]
        if not touched:
            return
        places = [one.place for one in touched]
        self._had, self._anew = had[:2, places], anew[:2, places]
        edits = self._edits(touched, shift)
        for number, one in enumerate(touched):
            plan = _planned(one, number, len(touched))
            if plan is not None:
                self._plans.append(plan)
        self._splice_figures(edits)
        self._splice_applies(edits)
        self._splice_reasons(edits, len(touched))
        for plan in list(self._plans):
            details = _details(plan)
            if details is None:
                self._plans.remove(plan)
            else:
                self.found[plan.touched.place] = details

    def _edits(self, touched: Sequence[Touched], shift: Shift) -> Edits:
        """Return the edits of the planes of all programs, the possible ones before the open ones."""
        before = [_resolved(one.stored.stored_planes()) for one in touched]
        now = [_resolved([(kind, count, content) for kind, count, content in one.planes]) for one in touched]
        then_stored, now_stored = (
            Stored(
                [(kind, content) for number in (0, 1) for kind, _, content in (one[number] for one in some)],
                np.array([one[number][1] for number in (0, 1) for one in some]),
            )
            for some in (before, now)
        )
        return Edits(
            then_stored.counts,
            now_stored.counts,
            Places.of(then_stored, _one_below_another(self._had), shift.dropped),
            Places.of(now_stored, _one_below_another(self._anew), shift.anew),
        )

    def _splice_figures(self, edits: Edits) -> None:
        columns = [
            end
            for plan in self._plans
            for amount in plan.amounts
            for end in (amount.low, amount.high)
            if isinstance(end, Column)
        ]
        if columns:
            splice_figures(columns, edits, self._had[1][self._had[0]], self._anew[1][self._anew[0]])

    def _splice_applies(self, edits: Edits) -> None:
        """Note who has an amount that not everybody has."""
        some = [
            (plan, amount, amount.having)
            for plan in self._plans
            for amount in plan.amounts
            if amount.having is not None
        ]
        if some:
            numbers = np.array([plan.number for plan, _, _ in some])
            had, has = [one[0].tobytes() for _, _, one in some], [one[1] for _, _, one in some]
            for (plan, amount, _), new in zip(
                some, splice(had, np.uint8, numbers, edits, has).columns, strict=True
            ):
                amount.applies = planes.encoded(new.view(np.bool_), plan.touched.counts[0])

    def _splice_reasons(self, edits: Edits, programs: int) -> None:
        plans = [(plan, content) for plan in self._plans if (content := plan.reasons.content) is not None]
        if not plans:
            return
        planes = np.array([programs + plan.number for plan, _ in plans])
        spliced = splice(
            [content for _, content in plans],
            np.uint8,
            planes,
            edits,
            [plan.reasons.put for plan, _ in plans],
        )
        for (plan, _), new in zip(plans, spliced.columns, strict=True):
            codes = new.tobytes()
            if all(code in codes for code in range(len(plan.reasons.patterns))):
                plan.reasons.codes = (1, 0, codes)
            else:
                self._plans.remove(plan)

    @cached_property
    def ends(self) -> Ends:
        """What those taken out were, and those put in are promised by the programs that were spliced, in order."""
        numbers = [plan.number for plan in self._plans]
        return Ends([_promised(plan) for plan in self._plans], self._had[0][numbers], self._anew[0][numbers])


def _promised(plan: _Plan) -> list[tuple[str, End, End]]:
    """Return the ends of the amounts that promise figures."""
    found = []
    for amount, told in zip(plan.amounts, plan.touched.stored.head.amounts, strict=True):
        if isinstance(amount.low, Column) or amount.low[0] != FigureKind.NONE:
            low = _end(amount.low)
            same = isinstance(amount.high, tuple) and amount.high[0] == FigureKind.SAME
            found.append((told.id, low, low if same else _end(amount.high)))
    return found


def _end(end: Column | Container) -> End:
    return End(end.out_bits, end.put_bits) if isinstance(end, Column) else End.of_all(end[2])


def _one_below_another(planes: Array) -> Array:
    return planes.reshape(planes.shape[0] * planes.shape[1], planes.shape[2])


def _resolved(
    planes: Sequence[tuple[int, int, memoryview | bytes]],
) -> list[tuple[int, int, memoryview | bytes]]:
    """Return the possible and the open plane as stored, the second also where it is the same as the first."""
    return [planes[0], planes[0] if planes[1][0] == PlaneKind.SAME else planes[1]]


def _planned(touched: Touched, number: int, programs: int) -> _Plan | None:
    """Return what to do for a program; None where it cannot be spliced."""
    stored, told = touched.stored, touched.told
    if told is not None and told.ids != tuple(amount.id for amount in stored.head.amounts):
        return None
    amounts = []
    for place in range(len(stored.head.amounts)):
        amount = _amount(touched, number, place, None if told is None else told.amounts[place])
        if amount is None:
            return None
        amounts.append(amount)
    reasons = _reasons(touched)
    return None if reasons is None else _Plan(touched, number, amounts, reasons)


def _amount(touched: Touched, plane: int, number: int, told: ToldAmount | None) -> _Amount | None:
    stored, rows = touched.stored, touched.rows
    applies, low, high = stored.stored_figure(number)
    in_yen = stored.head.amounts[number].unit == "yen"
    is_all = applies[0] == PlaneKind.FULL and (told is None or told.applies)
    if low[0] == FigureKind.NONE:
        if told is not None and told.ends is not None:
            return None
        return _Amount(low, high, False, None if is_all else _having(touched, applies, told))
    if not is_all:
        return None
    if told is not None and (told.ends is None or (high[0] == FigureKind.SAME and not told.is_one_figure)):
        return None
    ends: list[Column | Container] = []
    for end, (kind, count, content) in enumerate((low, high)):
        its = None if told is None or told.ends is None else told.ends[end]
        if kind == FigureKind.SAME:
            ends.append(_SAME)
        elif kind == FigureKind.CONSTANT:
            constant = int.from_bytes(content, "little", signed=True)
            if its is not None and its.only != constant and (its.bits[rows] != constant).any():
                return None
            ends.append((kind, count, content))
        else:
            column = column_of(kind, count, content, plane, its, rows)
            if column is None:
                return None
            ends.append(column)
    return _Amount(ends[0], ends[1], in_yen)


def _having(touched: Touched, applies: Container, told: ToldAmount | None) -> tuple[Array, Array]:
    """Return who had an amount of the possible rows of yesterday, and who has it of those put in (uint8)."""
    possible = touched.stored.possible
    had = planes.decoded(applies[0], memoryview(applies[2]), possible)
    has = np.empty(0, np.uint8) if told is None else told.having_among(touched.rows)
    return np.broadcast_to(had, possible).astype(np.uint8), has


def _reasons(touched: Touched) -> _Reasons | None:
    """Return how the conditions of the open rows stand, with what is to be put in."""
    if not touched.counts[1]:
        return _Reasons(())
    if not touched.stored.head.reasons:
        return None
    patterns, (kind, _, content) = touched.stored.stored_reasons()
    told, rows = touched.told, touched.open_rows
    codes = np.empty(0, np.uint8)
    if told is not None and rows.stop > rows.start:
        renamed, is_known = _renamed(patterns, told.patterns)
        codes = renamed[told.codes[rows]]
        if not is_known and (codes == _UNKNOWN).any():
            return None
    if kind == 0:
        return _Reasons(patterns)
    return _Reasons(patterns, content=content, put=codes) if kind == 1 and len(patterns) < _UNKNOWN else None


@lru_cache(maxsize=4096)
def _renamed(patterns: tuple[str, ...], told: tuple[str, ...]) -> tuple[Array, bool]:
    """Return the codes among some patterns of those told, and whether all of these are among them."""
    known = {pattern: code for code, pattern in enumerate(patterns)}
    codes = [min(known.get(pattern, _UNKNOWN), _UNKNOWN) for pattern in told]
    return np.array(codes, np.uint8), _UNKNOWN not in codes


def _details(plan: _Plan) -> CarriedDetails | None:
    """Return the details of a program that was spliced; None where they are stored in another way than yesterday."""
    possible, unsure = plan.touched.counts
    before = plan.touched.stored.sums()
    figures: list[Container] = []
    sums: list[Sums] = []
    for amount, then in zip(plan.amounts, before, strict=True):
        low, high = (end.stored if isinstance(end, Column) else end for end in (amount.low, amount.high))
        if low is None or high is None:
            return None
        if low == high and low[0] != FigureKind.NONE:
            high = _SAME
        figures += ((PlaneKind.FULL, possible, b"") if amount.applies is None else amount.applies, low, high)
        sums.append(_sums(amount, then, possible - unsure, unsure) if amount.in_yen else NO_SUMS)
    return CarriedDetails(
        plan.touched.stored.head.amounts,
        tuple(figures),
        tuple(sums),
        plan.reasons.patterns,
        plan.reasons.codes,
    )


def _sums(amount: _Amount, before: Sums, sure: int, unsure: int) -> Sums:
    """Return the sums of an amount of today: by what was taken out and put in, or of one figure for all."""
    low = _sum(amount.low, (before[0], 0, before[3], 0), sure, unsure)
    if isinstance(amount.high, tuple) and amount.high[0] == FigureKind.SAME:
        high = _sum(amount.low, (before[1], before[2], before[4], before[5]), sure, unsure)
    else:
        high = _sum(amount.high, (before[1], before[2], before[4], before[5]), sure, unsure)
    return low[0], high[0], high[1], low[2], high[2], high[3]


def _sum(end: Column | Container, before: Added, sure: int, unsure: int) -> Added:
    if isinstance(end, Column):
        sums = [then - gone + come for then, gone, come in zip(before, end.gone, end.come, strict=True)]
        return sums[0], sums[1], sums[2], sums[3]
    parts, infinite = _parts_of_one(bytes(end[2]))
    return parts * sure, infinite * sure, parts * unsure, infinite * unsure


@lru_cache(maxsize=4096)
def _parts_of_one(content: bytes) -> tuple[int, int]:
    """Return what one figure adds to a sum for each who has it, and whether it is infinite."""
    parts, infinite = (int(one[0]) for one in parts_of(np.frombuffer(content, "<f8")))
    return parts, infinite
