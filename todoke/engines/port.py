"""The port every engine answers through: a block of residents in, the answers of each program out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias

from todoke.residents.block import Array, Block
from todoke.rules.answers import Outcome
from todoke.rules.programs import Amount
from todoke.rules.rulebook import Rulebook

Plane: TypeAlias = Array | bool
"""One truth value per row (bool array), or one for all rows."""


@dataclass(frozen=True, slots=True)
class AmountColumns:
    """One amount of a program, for the rows of :attr:`ProgramAnswers.rows` only.

    ``low`` and ``high`` (float64) are in the amount's unit; infinite where there is no bound, NaN where the amount
    is not among the answer's amounts. Both are None where no figure is promised; ``applies`` then tells the rows
    that have the amount at all.
    """

    amount: Amount
    low: Array | None
    high: Array | None
    applies: Array | bool = True


@dataclass(frozen=True, slots=True)
class Reasons:
    """How the conditions stand for the rows that are undetermined: one pattern of letters per row.

    ``patterns[codes[i]]`` has one letter per condition, in the order of :meth:`Plan.conditions_of`: ``T`` holds,
    ``?`` open. A last letter tells whether the municipality offers the program, a first one ``among``.
    """

    codes: Array
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgramAnswers:
    """What one program answers for one block.

    ``outcome`` is set where it is the same for everybody without looking at anyone: out of scope, not encoded, or
    an error of the rule; the planes are then empty. Otherwise rows are persons or households (``unit``):
    ``sure`` are eligible, ``possible`` are eligible or undetermined, ``failed`` could not be answered (the rule
    raised an error for the household), all others are not eligible. Where ``failed`` the other planes are false.
    ``unencoded`` are the failed ones for which the law of that day is not written down.
    """

    program_id: str
    unit: Literal["person", "household"]
    version: date | None = None
    outcome: Outcome | None = None
    message: str | None = None
    sure: Plane = False
    possible: Plane = False
    failed: Plane = False
    unencoded: Plane = False
    rows: Array | None = None
    """The rows where ``possible``, ascending (int32); None where details were not asked for."""
    amounts: tuple[AmountColumns, ...] = ()
    open_rows: Array | None = None
    """The rows that are possible and not sure, ascending (int32)."""
    reasons: Reasons | None = None


class Engine(Protocol):
    """Answers every program for a block; equal to the reference evaluator, unknowns included."""

    name: str

    def answers(
        self,
        block: Block,
        book: Rulebook,
        *,
        on: date,
        programs: tuple[str, ...] | None = None,
        details: bool = True,
    ) -> Iterator[ProgramAnswers]:
        """Yield the answers of every program (or those named), in the order of the rulebook.

        Without ``details`` neither amounts nor reasons are worked out.
        """
        ...
