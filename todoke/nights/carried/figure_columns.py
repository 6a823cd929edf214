"""Figures of the amounts of a block as they are stored: all columns of one width are spliced at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np

from todoke.nights.carried.seen_figures import Promises
from todoke.nights.carried.splicing import Edits, Places, bounded, runs, same_values, splice
from todoke.nights.carried.touched import Touched
from todoke.nights.stored.containers import Container
from todoke.nights.stored.figures import FigureKind, are_many, is_whole, listed_order
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.totals import NO_SUMS, parts_of
from todoke.residents.block import Array

_FIGURE: Final = 8
"""So many bytes a figure takes."""

_MOST_LISTED: Final = 16
_NONE: Final = -1
"""No figure that is stored has these bits."""

_STORED: Final[dict[int, Any]] = {
    FigureKind.FEW: np.uint8,
    FigureKind.WHOLE: np.dtype("<i4"),
    FigureKind.FLOATS: np.dtype("<i8"),
}


class FigureColumns:
    """The ends of the amounts of all touched programs that are figures of their own: each a column, or one figure."""

    def __init__(self, touched: Touched, edits: Edits) -> None:
        """Find the ends, and which programs cannot be stored as yesterday: :attr:`misfits` (bool)."""
        self._touched, self._edits, told = touched, edits, touched.told
        slots = runs(np.zeros(len(touched.amounts), np.int64), touched.amounts)
        self.program = np.repeat(np.arange(len(touched.programs)), touched.amounts)
        """The program of each amount."""
        self.container = touched.first_figures[self.program] + 3 * slots
        """The first of its three containers: who has it, the lower ends, the upper ends."""
        comes = touched.comes[self.program]
        self.told = np.where(comes, touched.first_told[self.program] + slots, _NONE)
        """The number of each amount among those told."""
        having, low, high = touched.shelf.directory["kind"][self.container + np.arange(3)[:, None]]
        self.is_figured = low != FigureKind.NONE
        """Which amounts promise figures (bool)."""
        self.is_everybodys = (having == PlaneKind.FULL) & told.applies[self.told]
        """Which amounts everybody has who is possible, before and now (bool)."""
        has_two = self.is_figured & (high != FigureKind.SAME)
        misfit = self.is_figured & ~self.is_everybodys
        misfit |= comes & (told.is_figured[self.told] != self.is_figured)
        misfit |= self._told_two(np.flatnonzero(self.is_figured & ~has_two & ~misfit))
        fits = self.is_figured & ~misfit
        self.amount, self.end = np.divmod(np.flatnonzero(np.stack([fits, fits & has_two], axis=1)), 2)
        """The amount of each end, and whether it is the lower (0) or the upper one (1)."""
        self.ends = np.full((len(fits), 2), _NONE)
        """The ends of each amount; the same one twice where there is but one."""
        self.ends[self.amount, self.end] = np.arange(len(self.amount))
        self.ends[~has_two, 1] = self.ends[~has_two, 0]
        self._place = self.container[self.amount] + 1 + self.end
        self.kind = touched.shelf.directory["kind"][self._place]
        self._different = touched.shelf.directory["count"][self._place].astype(np.int64)
        self._listed = self._read_listed()
        self._put = touched.put[self.program[self.amount]]
        self._of_put = np.repeat(np.arange(len(self.amount)), self._put)
        self._told = runs(self._told_starts(np.arange(len(self.amount))), self._put)
        self._put_bits = told.figures.bits[self._told]
        self._codes = np.zeros(len(self._put_bits), np.uint8)
        misfit[self.amount[self._unlike_stored()]] = True
        self.misfits = np.zeros(len(touched.programs), np.bool_)
        self.misfits[self.program[misfit]] = True
        self._of_out, self._out_bits = self._read_out(edits.out)
        self.stored: list[Container | None] = list(map(touched.shelf.container, self._place.tolist()))
        """How each end is stored today; None where it cannot be as yesterday."""

    def _told_starts(self, ends: Array) -> Array:
        """Return where the figures begin that are put in at some ends."""
        amounts = self.amount[ends]
        found: Array = self._touched.told.starts[self.told[amounts], self.end[ends]]
        return found + self._touched.first_row[self.program[amounts]]

    def _told_two(self, amounts: Array) -> Array:
        """Return which amounts were told two different ends, of some that had but one (bool, all amounts)."""
        found = np.zeros(len(self.program), np.bool_)
        starts = self._touched.told.starts[self.told[amounts]]
        some = starts[:, 0] != starts[:, 1]
        if some.any():
            amounts, starts = amounts[some], starts[some]
            program = self.program[amounts]
            first, put = self._touched.first_row[program], self._touched.put[program]
            bits = self._touched.told.figures.bits
            low, high = (bits[runs(starts[:, end] + first, put)] for end in (0, 1))
            found[np.repeat(amounts, put)[low != high]] = True
        return found

    def _read_listed(self) -> Array:
        """Return the figures each end lists, bit by bit (ends x 16); the one figure where it is one for all."""
        payload = np.frombuffer(self._touched.shelf.payload, np.uint8)
        at = self._touched.shelf.starts[self._place][:, None] + np.arange(_FIGURE * _MOST_LISTED)
        figures = payload.take(at, mode="clip").view("<i8")
        return np.where(np.arange(_MOST_LISTED) < self._different[:, None], figures, _NONE)

    def _unlike_stored(self) -> Array:
        """Return the ends with figures put in that cannot be stored as yesterday; note the codes of the others."""
        put, code = np.divmod(
            np.flatnonzero(self._listed.take(self._of_put, axis=0) == self._put_bits[:, None]), _MOST_LISTED
        )
        self._codes[put] = code
        kind = self.kind.take(self._of_put)
        unlike = kind < FigureKind.WHOLE
        unlike[put] = False
        whole = np.flatnonzero(kind == FigureKind.WHOLE)
        figures = self._put_bits[whole].view("<f8")
        with np.errstate(invalid="ignore"):
            unlike[whole] = figures.astype("<i4") != figures
        found: Array = self._of_put[unlike]
        return found

    def _read_out(self, out: Places) -> tuple[Array, Array]:
        """Return of which end each figure is that is taken out of a column, and all these figures, bit by bit."""
        width = np.array([0, 0, 0, 1, 4, 8])[self.kind]
        plane = self.program[self.amount]
        counts = np.where(width > 0, out.counts[plane], 0)
        of_out = np.repeat(np.arange(len(plane)), counts)
        heads = np.where(self.kind == FigureKind.FEW, _FIGURE * self._different, 0)
        places = out.places[runs(out.starts[plane], counts)] * width[of_out]
        places += (self._touched.shelf.starts[self._place] + heads)[of_out]
        payload = np.frombuffer(self._touched.shelf.payload, np.uint8)
        found = np.empty(len(places), np.int64)
        kind = self.kind[of_out]
        few, whole, floats = (np.flatnonzero(kind == one) for one in _STORED)
        found[few] = self._listed[of_out[few], payload[places[few]]]
        found[whole] = (
            payload[places[whole][:, None] + np.arange(4)].view("<i4")[:, 0].astype("<f8").view("<i8")
        )
        found[floats] = payload[places[floats][:, None] + np.arange(8)].view("<i8")[:, 0]
        return of_out, found

    def splice(self) -> None:
        """Splice the columns of the programs that are no misfits; those then found to be are noted."""
        fits = ~self.misfits
        planes = self.program[self.amount]
        stay = self._edits.are_same[planes] & (self.kind != FigureKind.CONSTANT)
        stay = same_values(stay, self._of_out, self._out_bits, self._of_put, self._put_bits)
        for kind in _STORED:
            is_some = fits[planes] & ~stay & (self.kind == kind)
            some = np.flatnonzero(is_some)
            if not len(some):
                continue
            put = np.flatnonzero(is_some[self._of_put])
            values = self._codes[put] if kind == FigureKind.FEW else self._put_bits[put]
            if kind == FigureKind.WHOLE:
                values = values.view("<f8").astype("<i4")
            heads = _FIGURE * self._different[some] if kind == FigureKind.FEW else 0
            contents = self._touched.shelf.contents(self._place[some].tolist())
            new, bounds = splice(contents, _STORED[kind], planes[some], self._edits, values, heads)
            for end, stored in zip(some.tolist(), self._stored(kind, some, new, bounds), strict=True):
                self.stored[end] = stored
                if stored is None:
                    self.misfits[self.program[self.amount[end]]] = True

    def _stored(self, kind: int, some: Array, new: Array, bounds: list[int]) -> Iterator[Container | None]:
        """Yield how the figures of today are stored; None where not in the way of yesterday."""
        if kind == FigureKind.FEW:
            every = new.tobytes()
            for place, different in enumerate(self._different[some].tolist()):
                yield _listed_again(every[bounds[place] : bounds[place + 1]], different)
            return
        for start, end in pairwise(bounds):
            values = new[start:end]
            is_as_before = are_many(values) and (kind == FigureKind.WHOLE or not is_whole(values.view("<f8")))
            yield (kind, 0, values.tobytes()) if is_as_before else None

    def sums(self, out_open: Array, into_open: Array) -> Array:
        """Return the sums of each amount of today (amounts x 6), as ``stored.totals`` has them.

        They are yesterday's without what was taken out and with what was put in, or those of one figure for all; for
        amounts of money only. ``out_open`` and ``into_open`` tell who of those taken out and put in was and is
        undetermined (bool, one for each place of the edits of possible planes).
        """
        touched, edits = self._touched, self._edits
        if not len(self.amount):
            return np.zeros((len(self.program), len(NO_SUMS)), np.int64)
        before = touched.programs[0].block.sums[runs(touched.first_sums, touched.amounts)]
        program = self.program[self.amount]
        one = self.kind == FigureKind.CONSTANT
        out_counts = np.where(one, 0, edits.out.counts[program])
        gone = _added(
            *parts_of(self._out_bits.view("<f8")),
            out_open[runs(edits.out.starts[program], out_counts)],
            out_counts,
        )
        figures = touched.told.figures
        come = _added(
            figures.parts[self._told],
            figures.infinite[self._told],
            into_open[runs(edits.into.starts[program], self._put)],
            self._put,
        )
        change = come - gone
        parts, infinite = parts_of(self._listed[:, 0].copy().view("<f8"))
        possible, unsure = touched.counts[:, program]
        sure = possible - unsure
        for_all = np.stack([parts * sure, infinite * sure, parts * unsure, infinite * unsure])
        low, high = self.ends.T
        found = np.empty(before.shape, np.int64)
        for place, end, part in (
            (0, low, 0),
            (1, high, 0),
            (2, high, 1),
            (3, low, 2),
            (4, high, 2),
            (5, high, 3),
        ):
            found[:, place] = np.where(one[end], for_all[part][end], before[:, place] + change[part][end])
        found[~(touched.in_yen & self.is_figured)] = 0
        return found

    def promises(self, fits: Array) -> Promises:
        """Return what the programs that fit (bool) promised those taken out, and promise those put in."""
        one = self.kind == FigureKind.CONSTANT
        firsts = 1 + np.arange(len(self.amount))
        out = 1 + len(self.amount) + self._of_out.searchsorted(firsts - 1)
        put = 1 + len(self.amount) + len(self._of_out) + self._of_put.searchsorted(firsts - 1)
        starts = np.stack([np.where(one, firsts, out), np.where(one, firsts, put)])
        amounts = np.flatnonzero(self.is_figured & fits[self.program])
        ids = [amount.id for program in self._touched.programs for amount in program.head.amounts]
        ends = self.ends[amounts].T
        return Promises(
            self.program[amounts],
            [ids[amount] for amount in amounts.tolist()],
            starts[:, ends],
            (~one)[ends].astype(np.int64),
            np.concatenate(([0], self._listed[:, 0], self._out_bits, self._put_bits)),
        )


def _listed_again(content: bytes, different: int) -> Container | None:
    """Return how codes of a few figures are stored behind the figures, of which one may occur no more."""
    codes = content[_FIGURE * different :]
    order = listed_order(codes, different)
    if order is None:
        return None
    if order == list(range(different)):
        return FigureKind.FEW, different, content
    renamed = bytearray(256)
    for new_code, code in enumerate(order):
        renamed[code] = new_code
    listed = b"".join(content[_FIGURE * code : _FIGURE * code + _FIGURE] for code in order)
    return FigureKind.FEW, different, listed + codes.translate(renamed)


def _added(parts: Array, infinite: Array, is_open: Array, counts: Array) -> Array:
    """Return what each of some columns adds to the sums (4 x columns).

    Of the eligible in hundredths and how many are infinite, of the undetermined the same.
    """
    many = np.zeros((4, len(parts) + 1), np.int64)
    many[0, 1:], many[1, 1:] = parts, infinite
    many[2, 1:], many[3, 1:] = parts * is_open, infinite * is_open
    many[:2] -= many[2:]
    found: Array = np.diff(np.cumsum(many, axis=1)[:, bounded(counts)], axis=1)
    return found
