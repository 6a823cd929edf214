"""Take-up (受け取りの割合): of those entitled to a program, how many receive it, by place and age (O9).

Receipts are the columns ``receives:<program>``. Where nobody said whether somebody receives a program the share is
an interval: from none of them to all of them. Why people do not receive what is theirs is for surveys to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from todoke.analytics import ages
from todoke.analytics.money import spread
from todoke.analytics.source import Residents
from todoke.engines.port import Engine, ProgramAnswers
from todoke.nights.stored.store import Night
from todoke.residents.block import Array, Block, household_receives
from todoke.rules.household import receives
from todoke.rules.rulebook import Rulebook

_BANDS = ages.UNKNOWN + 1
_KINDS = 3


@dataclass(frozen=True, slots=True)
class Taking:
    """How many are surely entitled, how many of them receive, and of how many of them it is not known."""

    entitled: int = 0
    receiving: int = 0
    unknown: int = 0

    def __add__(self, other: Taking) -> Taking:
        """Return both together."""
        return Taking(
            self.entitled + other.entitled, self.receiving + other.receiving, self.unknown + other.unknown
        )

    @property
    def known_share(self) -> float:
        """Of what share of the entitled it is known whether they receive."""
        return (self.entitled - self.unknown) / self.entitled if self.entitled else 0.0

    @property
    def among_known(self) -> float | None:
        """The share that receives among those of whom it is known."""
        known = self.entitled - self.unknown
        return self.receiving / known if known else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The share that receives: if none of the others does, and if all do.

        >>> Taking(entitled=10, receiving=4, unknown=2).bounds
        (0.4, 0.6)
        """
        if not self.entitled:
            return None
        return self.receiving / self.entitled, (self.receiving + self.unknown) / self.entitled


@dataclass(slots=True)
class TakeUp:
    """The take-up of one program."""

    program_id: str
    unit: Literal["person", "household"]
    counts: dict[str, Array] = field(default_factory=dict)
    """By municipality: entitled, receiving and unknown (columns) of each age band (rows)."""

    @property
    def whole(self) -> Taking:
        """Everybody together."""
        return sum((_taking(one.sum(axis=0)) for one in self.counts.values()), Taking())

    def by_municipality(self) -> dict[str, Taking]:
        """Return the take-up by municipality."""
        return {code: _taking(one.sum(axis=0)) for code, one in sorted(self.counts.items())}

    def by_band(self) -> dict[int, Taking]:
        """Return the take-up by age band, for bands in which somebody is entitled."""
        summed = sum(self.counts.values(), np.zeros((_BANDS, _KINDS), np.int64))
        return {band: _taking(summed[band]) for band in range(_BANDS) if summed[band][0]}

    def add(self, block: Block, answers: ProgramAnswers, bands: Mapping[str, Array]) -> None:
        """Count the rows of one block."""
        rows = block.persons if answers.unit == "person" else block.households
        sure = spread(answers.sure, rows)
        if not sure.any():
            return
        name = (receives if answers.unit == "person" else household_receives)(answers.program_id)
        column = block.columns.get(name)
        said = np.zeros(rows, np.bool_) if column is None else spread(column.said, rows)
        got = np.zeros(rows, np.bool_) if column is None else said & spread(column.low, rows)
        of = bands[answers.unit]
        counted = np.stack(
            [np.bincount(of[chosen], minlength=_BANDS) for chosen in (sure, sure & got, sure & ~said)], axis=1
        )
        self.counts[block.municipality] = self.counts.get(block.municipality, 0) + counted


def take_up_of_night(
    night: Night, residents: Residents, *, programs: Iterable[str] | None = None
) -> list[TakeUp]:
    """Return the take-up of the programs of which somebody's receipt is known, from the answers of a night."""

    def answers(block: Block, place: int) -> Iterable[ProgramAnswers]:
        stored = night.blocks(block.municipality)[place].stored
        wanted = _received(block) if programs is None else programs
        for name in wanted:
            if name in stored:
                one = stored[name]
                possible, unsure = one.plane(0), one.plane(1)
                sure = spread(possible, one.rows) & ~spread(unsure, one.rows)
                yield ProgramAnswers(name, one.head.unit, sure=sure, possible=possible)

    return _counted(residents, night.on, answers, night.municipalities)


def take_up(
    residents: Residents, book: Rulebook, *, on: date, engine: Engine, programs: Iterable[str] | None = None
) -> list[TakeUp]:
    """Return the take-up of the programs of which somebody's receipt is known, answering them for everybody."""

    def answers(block: Block, _: int) -> Iterable[ProgramAnswers]:
        wanted = _received(block) if programs is None else programs
        known = tuple(name for name in wanted if name in book.content.programs)
        return engine.answers(block, book, on=on, programs=known, details=False)

    return _counted(residents, on, answers, residents.municipalities)


def _counted(
    residents: Residents,
    on: date,
    answers: Callable[[Block, int], Iterable[ProgramAnswers]],
    municipalities: Iterable[str],
) -> list[TakeUp]:
    found: dict[str, TakeUp] = {}
    for code in municipalities:
        for place, block in enumerate(residents.blocks(code)):
            bands = {
                "person": ages.bands(block, "person", on),
                "household": ages.bands(block, "household", on),
            }
            for one in answers(block, place):
                if one.outcome is None:
                    taking = found.setdefault(one.program_id, TakeUp(one.program_id, one.unit))
                    taking.add(block, one, bands)
    known = [one for one in found.values() if one.whole.entitled > one.whole.unknown]
    return sorted(known, key=lambda one: one.program_id)


def _received(block: Block) -> list[str]:
    names = (name.removeprefix("household/") for name in block.columns if "receives:" in name)
    return sorted({name.removeprefix("receives:") for name in names})


def _taking(counts: Array) -> Taking:
    return Taking(*(int(one) for one in counts))
