"""Notices to everybody in a year (全員へのお知らせ): what offices are assumed to send, and whom a hint of it reaches.

The rules of hints are those of ``apps.notices.actions.spreading``: disasters to everybody who chose a way, at any
hour and outside the budget; others to who asked for their topic and has room; no letters; roundups wait in the inbox.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from todoke.analytics.year.personas import Wishes
from todoke.analytics.year.spans import chance
from todoke.base.calendar import is_office_holiday, next_office_day
from todoke.population.assumptions import AssumptionError
from todoke.rules import yamlfile
from todoke.rules.facts import Definition
from todoke.rules.programs import Topic
from todoke.telling.channels import Channel

FILE = "broadcasts.yaml"
TOKYO_OFFICE = "130001"


class Habit(Definition):
    """What offices tell everybody of a kind in a year; see the file."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    name: str
    sender: Literal["municipality", "tokyo"]
    share: Annotated[float, Field(ge=0, le=1)]
    times: Annotated[int, Field(ge=1, le=50)]
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(min_length=1)
    topics: tuple[Topic, ...] = ()
    disaster: bool = False
    why: str
    source: str

    @model_validator(mode="after")
    def _is_for_somebody(self) -> Habit:
        if self.disaster == bool(self.topics):
            raise ValueError("災害でないものには topics を書き、災害には書かないでください")
        return self

    @property
    def bits(self) -> int:
        """Return its topics as bits, in the order of Topic."""
        order = list(Topic)
        return sum(1 << order.index(topic) for topic in self.topics)


class Broadcast(NamedTuple):
    """One notice to everybody of a municipality, or of Tokyo."""

    day: int
    """Ordinal."""
    habit: Habit
    area: str
    """A municipality's code; "" for everybody."""


class Hinted(NamedTuple):
    """A hint of a broadcast to one persona."""

    day: int
    person: int
    sender: str
    channels: int
    habit: str
    disaster: bool


def read_habits(data: Path) -> tuple[Habit, ...]:
    """Return the assumptions of ``data``/notices/broadcasts.yaml; raises AssumptionError saying what to mend."""
    try:
        return TypeAdapter(tuple[Habit, ...]).validate_python(yamlfile.read(data / "notices" / FILE))
    except (OSError, yamlfile.YamlError) as error:
        raise AssumptionError(f"{FILE} を読めません: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise AssumptionError(f"{FILE} の {where} が正しくありません({first['msg']})") from error


def drawn(
    habits: Iterable[Habit], areas: Sequence[str], seed: int, *, since: date, days: int
) -> dict[int, list[Broadcast]]:
    """Return the broadcasts of the ``days`` after a day, by day (ordinal); the same seed draws the same."""
    found: dict[int, list[Broadcast]] = {}
    until = since + timedelta(days)
    for habit in habits:
        key = int.from_bytes(hashlib.sha256(habit.id.encode()).digest()[:6])
        for area in areas if habit.sender == "municipality" else ("",):
            where = int(area or 0)
            if chance(seed, key, where) >= habit.share:
                continue
            for turn in range(habit.times):
                for year in range(since.year, until.year + 1):
                    day = _day(habit, year, turn, chance(seed, key, where, turn, year))
                    if since < day <= until:
                        found.setdefault(day.toordinal(), []).append(Broadcast(day.toordinal(), habit, area))
    return found


def _day(habit: Habit, year: int, turn: int, lot: float) -> date:
    """Return the day of a turn: the months are shared out among the turns, the day in them is a lot."""
    per_turn = max(len(habit.months) // habit.times, 1)
    month = habit.months[(turn * per_turn + int(lot * per_turn)) % len(habit.months)]
    day = date(year, month, 1) + timedelta(int(lot * 997) % 28)
    return day if habit.disaster or not is_office_holiday(day) else next_office_day(day)


def hinted(
    broadcast: Broadcast,
    wishes: Mapping[int, Wishes],
    *,
    town_of: Mapping[int, str],
    used: Mapping[int, int],
    silenced: frozenset[int],
) -> list[Hinted]:
    """Return whom a hint of a broadcast reaches now."""
    habit = broadcast.habit
    found = []
    for person, wish in wishes.items():
        ways = wish.channels & (0xFF ^ Channel.LETTER.bit)
        if wish.none or not ways or broadcast.area not in ("", town_of.get(person, "?")):
            continue
        if habit.disaster and not wish.disaster:
            continue
        if not habit.disaster and (
            not wish.topics & habit.bits
            or wish.roundup_day >= 0
            or person in silenced
            or used.get(person, 0) >= wish.budget
        ):
            continue
        sender = broadcast.area or TOKYO_OFFICE
        found.append(Hinted(broadcast.day, person, sender, ways, habit.id, habit.disaster))
    return found
