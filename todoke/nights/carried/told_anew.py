"""Amounts and reasons of a program for those of a municipality who were answered anew, as columns to be put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers
from todoke.nights.stored.figures import rounded_bits
from todoke.nights.stored.totals import parts_of
from todoke.residents.block import Array


class ToldEnd:
    """One end of an amount along the possible rows: its figures, and what they add to a sum; worked out when asked."""

    def __init__(self, figures: Array, rows: int) -> None:
        """Take one end of an amount."""
        self.figures: Array = np.broadcast_to(np.asarray(figures, np.float64), rows)

    @cached_property
    def bits(self) -> Array:
        """The figures as they are stored (int64)."""
        return rounded_bits(self.figures)

    @cached_property
    def only(self) -> int | None:
        """The one figure of all rows as it is stored, if it is the same for all."""
        return int(self.bits[0]) if len(self.bits) and bool((self.bits == self.bits[0]).all()) else None

    @cached_property
    def _unique(self) -> tuple[list[int], Array]:
        different, codes = np.unique(self.bits, return_inverse=True)
        return different.tolist(), codes

    @property
    def different(self) -> list[int]:
        """The different figures as they are stored."""
        return self._unique[0]

    @property
    def codes(self) -> Array:
        """Which of the different figures each row has."""
        return self._unique[1]

    @cached_property
    def added(self) -> tuple[Array, Array]:
        """What each row adds to a sum, and whether it is infinite (see ``stored.totals.parts_of``)."""
        return parts_of(self.figures)


@dataclass(frozen=True)
class ToldAmount:
    """An amount: both ends, None where no figure is promised; who has it at all."""

    ends: tuple[ToldEnd, ToldEnd] | None
    having: Plane
    """Which rows have it."""

    @classmethod
    def of(cls, columns: AmountColumns, rows: int) -> ToldAmount:
        """Take an amount of some rows."""
        if columns.low is None or columns.high is None:
            return cls(None, columns.applies)
        low = ToldEnd(columns.low, rows)
        high = low if columns.high is columns.low else ToldEnd(columns.high, rows)
        return cls((low, high), columns.applies)

    @property
    def applies(self) -> bool:
        """Tell whether everybody has it."""
        return self.having is True

    def having_among(self, rows: slice) -> Array:
        """Return which of some rows have it (uint8)."""
        having = np.asarray(self.having, np.uint8)
        return having[rows] if having.ndim else np.full(rows.stop - rows.start, having)

    @cached_property
    def is_one_figure(self) -> bool:
        """Tell whether nobody's amount has two ends."""
        return self.ends is not None and (
            self.ends[0] is self.ends[1] or np.array_equal(self.ends[0].bits, self.ends[1].bits)
        )


@dataclass(frozen=True, slots=True)
class ToldAnew:
    """What a program told the possible and the open ones of several blocks, that follow one another."""

    ids: tuple[str, ...]
    amounts: tuple[ToldAmount, ...]
    patterns: tuple[str, ...]
    codes: Array
    bounds: list[int]
    """Where the possible rows of each block begin; and the end."""
    open_bounds: list[int]

    @classmethod
    def of(cls, answers: ProgramAnswers, starts: Sequence[int]) -> ToldAnew:
        """Take answers for rows, of which those of a block begin at each of ``starts``; the last is the end."""
        assert answers.rows is not None
        assert answers.open_rows is not None
        rows = len(answers.rows)
        reasons = answers.reasons
        return cls(
            tuple(columns.amount.id for columns in answers.amounts),
            tuple(ToldAmount.of(columns, rows) for columns in answers.amounts),
            () if reasons is None else reasons.patterns,
            np.empty(0, np.uint16) if reasons is None else reasons.codes,
            np.searchsorted(answers.rows, starts).tolist(),
            np.searchsorted(answers.open_rows, starts).tolist(),
        )
