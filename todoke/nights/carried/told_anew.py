"""Amounts and reasons of programs for those of a municipality who were answered anew, as columns to be put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers
from todoke.nights.carried.splicing import bounded
from todoke.nights.stored.figures import rounded_bits
from todoke.nights.stored.totals import parts_of
from todoke.residents.block import Array

_UNKNOWN = -1
_BOTH = 2


@dataclass(frozen=True, slots=True)
class ToldFigures:
    """Figures, column after column: as they are stored, and what each adds to a sum (see ``stored.totals``)."""

    bits: Array
    parts: Array
    infinite: Array

    @classmethod
    def of(cls, columns: Sequence[Array]) -> ToldFigures:
        """Take columns of figures."""
        figures = np.concatenate([np.empty(0, np.float64), *columns])
        with np.errstate(invalid="ignore"):
            return cls(rounded_bits(figures), *parts_of(figures))


@dataclass(frozen=True, slots=True)
class ToldAnew:
    """What programs of one unit told the possible and the open ones of several blocks, that follow one another.

    The amounts of all programs are numbered one after the other. The last of the programs and the last of the amounts
    are nobody's: what is asked about where nobody was told anything.
    """

    numbers: dict[str, int]
    """Which of the programs each is."""
    ids: list[tuple[str, ...]]
    """The ids of the amounts of each program."""
    firsts: Array
    """The number of the first amount of each program."""
    bounds: Array
    """Where the possible rows of each block begin, and the end (programs x blocks + 1)."""
    open_bounds: Array
    having: list[Plane]
    """Which of the possible rows have each amount."""
    applies: Array
    """Whether everybody has it (bool)."""
    is_figured: Array
    """Whether it promises figures (bool)."""
    starts: Array
    """Where its lower and its upper ends begin among the figures (amounts x 2); the same where they are the same."""
    figures: ToldFigures
    open_starts: Array
    """Where the patterns of each program's open rows begin."""
    patterns: Array
    """The number of the pattern of conditions of each open row; -1 for one that has none."""

    @classmethod
    def of(
        cls, answers: Sequence[ProgramAnswers], starts: Sequence[int], patterns: Mapping[str, int]
    ) -> ToldAnew:
        """Take answers for rows, of which those of a block begin at each of ``starts``; the last is the end.

        ``patterns`` are the numbers of patterns.
        """
        columns: list[Array] = []
        places: list[tuple[int, int]] = []
        length = 0
        for told in answers:
            rows = _rows(told)
            for one in told.amounts:
                ends = _ends(one)
                columns += [figures if figures.ndim else np.full(rows, figures) for figures in ends]
                places.append((length, length + rows * (len(ends) == _BOTH)))
                length += rows * len(ends)
        places.append((0, 0))
        numbers = [_numbered(one, patterns) for one in answers]
        amounts = [one for told in answers for one in told.amounts]
        begin, nobody = np.asarray(starts), np.zeros(len(starts), np.int64)
        return cls(
            {one.program_id: number for number, one in enumerate(answers)},
            [tuple(columns_of.amount.id for columns_of in one.amounts) for one in answers],
            bounded(np.array([len(one.amounts) for one in answers], np.int64)),
            np.stack([*(_before(one.rows, begin) for one in answers), nobody]),
            np.stack([*(_before(one.open_rows, begin) for one in answers), nobody]),
            [*(one.applies for one in amounts), True],
            np.array([*(one.applies is True for one in amounts), True]),
            np.array([*(one.low is not None for one in amounts), False]),
            np.array(places),
            ToldFigures.of(columns),
            bounded(np.array([len(one) for one in numbers], np.int64)),
            np.concatenate([np.empty(0, np.int64), *numbers]),
        )


def _rows(told: ProgramAnswers) -> int:
    assert told.rows is not None
    return len(told.rows)


def _before(rows: Array | None, starts: Array) -> Array:
    """Return how many rows come before each of some starts."""
    assert rows is not None
    return rows.searchsorted(starts)


def _ends(columns: AmountColumns) -> tuple[Array, ...]:
    """Return the ends of an amount that are figures of their own."""
    if columns.low is None or columns.high is None:
        return ()
    return (columns.low,) if columns.high is columns.low else (columns.low, columns.high)


def _numbered(told: ProgramAnswers, patterns: Mapping[str, int]) -> Array:
    """Return the number of the pattern of each open row."""
    if told.reasons is None:
        return np.empty(0, np.int64)
    known = [patterns.get(pattern, _UNKNOWN) for pattern in told.reasons.patterns]
    found: Array = np.array(known, np.int64)[told.reasons.codes]
    return found
