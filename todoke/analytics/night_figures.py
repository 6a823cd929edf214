"""The totals of a night (晩の集計) by program and by municipality, with the money in a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from todoke.analytics.money import NOTHING, Money, Span, money_of_sums
from todoke.nights.stored.store import Night
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import Amount


@dataclass(frozen=True, slots=True)
class Count:
    """How many are eligible, undetermined or failed among so many rows, and what the eligible are entitled to.

    ``possible`` adds what the undetermined would come to.
    """

    rows: int = 0
    eligible: int = 0
    undetermined: int = 0
    failed: int = 0
    entitled: Money = NOTHING
    possible: Money = NOTHING

    def __add__(self, other: Count) -> Count:
        """Return both together."""
        return Count(
            self.rows + other.rows,
            self.eligible + other.eligible,
            self.undetermined + other.undetermined,
            self.failed + other.failed,
            self.entitled + other.entitled,
            self.possible + other.possible,
        )

    @property
    def year(self) -> Span:
        """What is surely paid in a year, up to what it would be if all undetermined turned out eligible."""
        return self.entitled.year + self.possible.year


@dataclass(frozen=True, slots=True)
class ProgramCount:
    """One program's counts, in total and by municipality."""

    program_id: str
    name: str
    unit: Literal["person", "household"]
    whole: Count
    by: dict[str, Count]
    outcome: str | None = None
    message: str | None = None

    @property
    def counter(self) -> str:
        """The word that counts the rows."""
        return "世帯" if self.unit == "household" else "人"


def program_counts(night: Night, content: Content) -> list[ProgramCount]:
    """Return the counts of every program of a night, in the order of its record."""
    found = []
    for program_id, said in night.record["programs"].items():
        loaded = content.programs.get(program_id)
        amounts = _amounts(loaded, night.on)
        by = {code: _count(total, amounts) for code, total in sorted(said["by"].items())}
        found.append(
            ProgramCount(
                program_id,
                loaded.program.name.ja if loaded else program_id,
                said["unit"],
                sum(by.values(), Count()),
                by,
                said.get("outcome"),
                said.get("message"),
            )
        )
    return found


def by_municipality(programs: list[ProgramCount]) -> dict[str, Count]:
    """Return the counts of all programs together by municipality; ``rows`` are its residents."""
    found: dict[str, Count] = {}
    residents: dict[str, int] = {}
    for program in programs:
        for code, count in program.by.items():
            found[code] = found.get(code, Count()) + count
            if program.unit == "person":
                residents[code] = max(residents.get(code, 0), count.rows)
    return {
        code: Count(
            residents.get(code, 0), one.eligible, one.undetermined, one.failed, one.entitled, one.possible
        )
        for code, one in sorted(found.items())
    }


def _amounts(loaded: LoadedProgram | None, on: date) -> dict[str, Amount]:
    try:
        version = loaded.version_on(on) if loaded else None
    except NotEncodedError:
        version = None
    return {one.id: one for one in version.amounts} if version else {}


def _count(total: dict[str, Any], amounts: dict[str, Amount]) -> Count:
    return Count(
        total["rows"],
        total["eligible"],
        total["undetermined"],
        total["failed"],
        sum(_moneys(total["amounts"], amounts), NOTHING),
        # Who is not decided yet counts from zero.
        sum((_from_zero(one) for one in _moneys(total["possible_amounts"], amounts)), NOTHING),
    )


def _moneys(sums: dict[str, Any], amounts: dict[str, Amount]) -> Iterator[Money]:
    for amount_id, (low, high, unbounded) in sums.items():
        if amount_id in amounts:
            yield money_of_sums(amounts[amount_id], low, high, unbounded)


def _from_zero(money: Money) -> Money:
    return Money(*(replace(one, low=0) for one in (money.year, money.once, money.loan)))
