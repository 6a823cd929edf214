"""Amounts and reasons of a program for those of a municipality who were answered anew, as columns to be put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from todoke.engines.port import AmountColumns, ProgramAnswers
from todoke.nights.figures import rounded_bits
from todoke.nights.totals import parts_of
from todoke.residents.block import Array


@dataclass(frozen=True, slots=True)
class ToldEnd:
    """One end of an amount along the possible rows: its figures, and what they add to a sum."""

    figures: Array
    bits: Array
    """The figures as they are stored (int64)."""
    different: list[int]
    codes: Array
    """Which of the different figures each row has."""
    parts: Array
    infinite: Array

    @classmethod
    def of(cls, figures: Array, rows: int) -> ToldEnd:
        """Take one end of an amount."""
        whole = np.broadcast_to(np.asarray(figures, np.float64), rows)
        bits = rounded_bits(whole)
        different, codes = np.unique(bits, return_inverse=True)
        return cls(whole, bits, different.tolist(), codes, *parts_of(whole))


@dataclass(frozen=True, slots=True)
class ToldAmount:
    """An amount: both ends, None where no figure is promised; who has it at all."""

    ends: tuple[ToldEnd, ToldEnd] | None
    applies: bool
    """Everybody has it."""

    @classmethod
    def of(cls, columns: AmountColumns, rows: int) -> ToldAmount:
        """Take an amount of some rows."""
        if columns.low is None or columns.high is None:
            return cls(None, columns.applies is True)
        low = ToldEnd.of(columns.low, rows)
        high = low if columns.high is columns.low else ToldEnd.of(columns.high, rows)
        return cls((low, high), columns.applies is True)

    @property
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
