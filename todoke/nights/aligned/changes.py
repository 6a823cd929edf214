"""What changed for whom from one night to another, and why: what notices, lists and reports are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from todoke.residents.block import Array


class Kind(StrEnum):
    """What changed."""

    GAINED = "gained"
    """Newly eligible."""
    LOST = "lost"
    """No longer eligible."""
    AMOUNT = "amount"
    """Eligible as before, for another amount."""


class Cause(StrEnum):
    """Why it changed: the last of these to have made the answer what it is now."""

    RULE = "rule"
    """The rule was changed; nothing else was needed."""
    CALENDAR = "calendar"
    """A day went by: a birthday, the turn of a fiscal year, a figure that came into force with no new rule."""
    PERSON = "person"
    """Something about the people changed, or came to be known."""
    UNKNOWN = "unknown"
    """The residents of the night before were not kept, so that rule and people cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A condition that stood otherwise before: ``T`` holds, ``?`` open, ``F`` does not hold."""

    condition_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something changed, alike for everybody whose conditions stand alike before and after.

    ``arrived`` and ``left`` tell that the person or household was not among the residents before, or is not now;
    ``moved`` that they came from another municipality, or went to one.
    """

    cause: Cause
    flips: tuple[Flip, ...] = ()
    presence: Literal["arrived", "left", "moved", ""] = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """An amount, in its unit: None at an end that is open."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change for one person or household."""

    unit: Literal["person", "household"]
    id: int
    municipality: str
    program_id: str
    kind: Kind
    reason: Reason | None
    before: Mapping[str, Bounds]
    """The amounts before, by amount id; empty where there was none or no figure is promised."""
    after: Mapping[str, Bounds]
    deadline: date | None = None


@dataclass(slots=True)
class Changes:
    """All changes of one kind of one program in one municipality, row by row in columns."""

    municipality: str
    program_id: str
    unit: Literal["person", "household"]
    kind: Kind
    ids: Array
    """int64"""
    before: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    """Low and high (float64) of each amount before; NaN where the amount is not among the answer's."""
    after: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    reason_of: Array | None = None
    """The place in ``reasons`` of each row, where reasons were asked for."""
    deadlines: Array | None = None
    """Ordinals of the last day to apply; 0 where the rule tells none."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    def __iter__(self) -> Iterator[Change]:
        """Yield the changes one by one."""
        for row, one in enumerate(self.ids.tolist()):
            day = 0 if self.deadlines is None else int(self.deadlines[row])
            yield Change(
                unit=self.unit,
                id=one,
                municipality=self.municipality,
                program_id=self.program_id,
                kind=self.kind,
                reason=None if self.reason_of is None else self.reasons[int(self.reason_of[row])],
                before=_bounds_at(self.before, row),
                after=_bounds_at(self.after, row),
                deadline=date.fromordinal(day) if day else None,
            )

    def by_reason(self) -> Counter[Reason]:
        """Return how many rows changed for each reason."""
        if self.reason_of is None:
            return Counter()
        counts: Counter[Reason] = Counter()
        for place in self.reason_of.tolist():
            counts[self.reasons[place]] += 1
        return counts


def _bounds_at(columns: Mapping[str, tuple[Array, Array]], row: int) -> dict[str, Bounds]:
    return {
        amount_id: Bounds(_end(low[row]), _end(high[row]))
        for amount_id, (low, high) in columns.items()
        if low[row] == low[row]
    }


def _end(figure: float) -> float | None:
    if figure in (float("inf"), float("-inf")):
        return None
    return int(figure) if float(figure).is_integer() else float(figure)
