"""The effect of changed rules on a population: what is kept of it, and how it is written down (影響の試算)."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from todoke.analytics import ages
from todoke.analytics.money import Money, Span
from todoke.analytics.moves import Moves
from todoke.analytics.source import TOKYO

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """What happens to the rows of one municipality in one age band."""

    municipality: str
    band: int
    moves: Moves


@dataclass(frozen=True, slots=True)
class ProgramEffect:
    """What a change does to one program: who moves, by place and age, and what it costs.

    ``errors`` are the standard errors of the counts ``more``, ``lost`` and ``doubtful`` in a sample, members of a
    household taken together.
    """

    program_id: str
    name: str
    unit: Literal["person", "household"]
    cells: tuple[Cell, ...]
    eligible: tuple[int, int]
    undetermined: tuple[int, int]
    before: Money
    after: Money
    difference: Money
    errors: tuple[float, float, float] = (0.0, 0.0, 0.0)
    failure: str | None = None

    @property
    def counter(self) -> str:
        """The word that counts the rows."""
        return "世帯" if self.unit == "household" else "人"

    @property
    def moves(self) -> Moves:
        """All moves together."""
        return sum((cell.moves for cell in self.cells), Moves())

    def by_municipality(self) -> dict[str, Moves]:
        """Return the moves by municipality, in the order of the codes."""
        found: dict[str, Moves] = {}
        for cell in sorted(self.cells, key=lambda one: one.municipality):
            found[cell.municipality] = found.get(cell.municipality, Moves()) + cell.moves
        return found

    def by_band(self) -> dict[int, Moves]:
        """Return the moves by age band, the young first; bands nobody is in are left out but not in between."""
        found: dict[int, Moves] = {}
        for cell in sorted(self.cells, key=lambda one: one.band):
            found[cell.band] = found.get(cell.band, Moves()) + cell.moves
        if not found:
            return {}
        last = max((band for band in found if band != ages.UNKNOWN), default=-1)
        filled = {band: found.get(band, Moves()) for band in range(min(found), last + 1)}
        return filled | ({ages.UNKNOWN: found[ages.UNKNOWN]} if ages.UNKNOWN in found else {})


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does on a day to the residents of a population."""

    on: date
    population: str
    residents: int
    programs: tuple[ProgramEffect, ...]
    unmoved: tuple[str, ...] = ()
    """Programs whose rule changes while no resident's answer or amount does."""
    seconds: float = 0.0

    @property
    def factor(self) -> float:
        """How many of Tokyo's residents one of the population stands for; 1 for a population of that size."""
        return 1.0 if self.residents >= TOKYO * 0.9 or not self.residents else TOKYO / self.residents

    @property
    def is_sample(self) -> bool:
        """Whether the figures have to be projected."""
        return self.factor != 1.0

    def projected(self, count: int, error: float) -> tuple[int, int, int]:
        """Return a count for all Tokyo with the bounds of its 95% interval, in at most two figures where it is rough.

        A count of nobody in the sample does not mean nobody: the upper bound is then three (rule of three).
        """
        if not self.is_sample:
            return count, count, count
        high = 3.0 if count == 0 else count + 1.96 * error
        low = max(0.0, count - 1.96 * error)
        return rough(count * self.factor), rough(low * self.factor), rough(high * self.factor)

    def as_json(self) -> dict[str, Any]:
        """Return everything as JSON; :func:`read` gives it back."""
        return {"format": FORMAT, **dataclasses.asdict(self), "on": self.on.isoformat()}


def written(effect: Effect) -> str:
    """Return an effect as JSON text."""
    return json.dumps(effect.as_json(), ensure_ascii=False, sort_keys=True)


def read(text: str) -> Effect | None:
    """Return an effect that was written down; None where it was written by another version of this file."""
    try:
        raw = json.loads(text)
        if raw.pop("format") != FORMAT:
            return None
        raw["on"] = date.fromisoformat(raw["on"])
        raw["unmoved"] = tuple(raw["unmoved"])
        raw["programs"] = tuple(_program(one) for one in raw["programs"])
        return Effect(**raw)
    except (ValueError, KeyError, TypeError):
        return None


def _program(raw: dict[str, Any]) -> ProgramEffect:
    for name in ("before", "after", "difference"):
        raw[name] = Money(**{purse: Span(**span) for purse, span in raw[name].items()})
    raw["cells"] = tuple(
        Cell(one["municipality"], one["band"], Moves(**one["moves"])) for one in raw["cells"]
    )
    for name in ("eligible", "undetermined", "errors"):
        raw[name] = tuple(raw[name])
    return ProgramEffect(**raw)


def rough(number: float) -> int:
    """Return a number in two figures.

    >>> rough(7.6), rough(12_345)
    (8, 12000)
    """
    if number < 10:
        return round(number)
    step = int(10 ** (math.floor(math.log10(number)) - 1))
    return round(number / step) * step
