"""Nights one after another, each held against the night in which everybody is answered anew."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.factories.towns import (
    CHIYODA,
    CHUO,
    DAY,
    MINATO,
    TODAY,
    Asked,
    CountingEngine,
    Towns,
    book_of,
    house,
    snapshot_of,
    some_towns,
)
from todoke.nights.compared.diff import compare
from todoke.nights.run.keeping import keep_snapshot
from todoke.nights.run.running import run_night
from todoke.nights.stored.store import Night
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook

BOOK = book_of()
TOWNS = some_towns()
RESTLESS = {"restless"}
"""Programs whose answers any day may change for anybody."""

THE_SAME_FOR_ALL = {"coming"}
"""Programs that answer without looking at anybody."""


def bytes_of(night: Night) -> dict[str, Any]:
    """Everything of a night but when and where it was run."""
    found: dict[str, Any] = {path.name: path.read_bytes() for path in night.folder.glob("*.part")}
    record = {name: told for name, told in night.record.items() if name not in ("run", "key")}
    return found | {"record": json.dumps(record, ensure_ascii=False, indent=1)}


@dataclass
class Nights:
    """Nights one after another, each of which may carry answers over from the one before."""

    folder: Path
    details: bool = True
    workers: int = 1
    refuses: str | None = None
    programs: tuple[str, ...] | None = None
    count: int = 0
    snapshot: Snapshot | None = None
    before: Night | None = None
    night: Night | None = None
    anew: Night | None = None

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def run(
        self,
        towns: Towns,
        on: date,
        book: Rulebook = BOOK,
        *,
        again: bool = False,
        carry: bool = True,
        known: date | None = None,
    ) -> Asked:
        """Answer for the towns on a day, and once more without carrying; tell whom the engine was asked about.

        The facts are those ``known`` on a day, usually the same.
        """
        self.count += 1
        place = self.folder / str(self.count)
        self.snapshot = snapshot_of(towns, place, book, known or on, like=self.snapshot)
        assert self.snapshot.problems == ()
        engine = CountingEngine(place / "log", self.refuses)
        given = {
            "on": on,
            "engine": engine,
            "details": self.details,
            "workers": self.workers,
            "programs": self.programs,
        }
        self.before = self.night
        self.night = run_night(self.snapshot, book, out=self.out, again=again, carry=carry, **given)  # type: ignore[arg-type]
        keep_snapshot(self.out, self.snapshot.identity, self.snapshot.folder)
        asked = Asked.of(place / "log")
        self.anew = run_night(self.snapshot, book, out=place / "anew", carry=False, **given)  # type: ignore[arg-type]
        return asked

    @property
    def is_as_anew(self) -> bool:
        """Tell whether the last night is the one in which everybody was answered anew."""
        assert self.night is not None
        assert self.anew is not None
        found, anew = bytes_of(self.night), bytes_of(self.anew)
        assert self.night.is_complete
        assert json.loads(found["record"]) == json.loads(anew["record"])
        return found == anew

    @property
    def is_told_apart_as_anew(self) -> bool:
        """Tell whether what changed since the night before is the same, however it was found out."""
        assert self.night is not None
        assert self.before is not None
        assert self.anew is not None
        seen, compared = (compare(self.before, after, workers=1) for after in (self.night, self.anew))
        assert seen.uncompared == compared.uncompared
        assert seen.counts() == compared.counts()
        return sorted(map(repr, seen)) == sorted(map(repr, compared))


def few_were_asked(asked: Asked, towns: Towns, *, but: set[str] | None = None) -> bool:
    """Tell whether hardly anybody was asked, except by some programs, which were asked of everybody."""
    most = towns.persons * 0.3
    everybody = {name for name, persons in asked.persons().items() if persons > most}
    wanted = RESTLESS | (but or set())
    return everybody - (THE_SAME_FOR_ALL - wanted) == wanted


def everybody_was_asked(asked: Asked, towns: Towns) -> bool:
    return asked.persons()["everybody"] == towns.persons


Change = Callable[[Towns, random.Random], None]


def nothing(towns: Towns, chance: random.Random) -> None:
    """Leave everything as it was."""


def facts(towns: Towns, chance: random.Random) -> None:
    """Let some earn more, work elsewhere, or say what they had not said."""
    for one in chance.sample(towns.houses, 9):
        member = chance.choice(one.members)
        member.pop("person.salary~low", None), member.pop("person.salary~high", None)
        member["person.salary"] = chance.choice((0, 2_990_000, 3_100_000))
        member["person.dependants"] = chance.choice((0, 1, 3))
        one.facts["household.renting"] = not one.facts.get("household.renting", False)


def silence(towns: Towns, chance: random.Random) -> None:
    """Let some take back what they said, or know it roughly only."""
    for one in chance.sample(towns.houses, 9):
        for member in one.members:
            member.pop("person.birth_date", None)
            member.pop("person.work", None)
            if member.pop("person.salary", None) is not None:
                member |= {"person.salary~low": 2_900_000, "person.salary~high": 3_100_000}
        one.facts.pop("household.renting", None)


def moves(towns: Towns, chance: random.Random) -> None:
    """Let some arrive, some leave, some move to another municipality, and some live together."""
    for code, houses in towns.of.items():
        for one in chance.sample(houses, 3):
            houses.remove(one)
        for _ in range(3):
            houses.append(house(chance.randrange(5_001, 9_999) * 10 + 3, chance))
        houses.append(house(chance.randrange(1, 4) + int(houses[20].number), chance))
        if code == CHIYODA:
            towns.of[MINATO].append(houses.pop(7))
    for one in chance.sample(towns.houses, 4):
        one.add("parent", birth_date=date(1950, 2, 3), salary=0)
    for one in [one for one in towns.houses if len(one.members) > 2][:3]:
        one.members.pop()


def births_and_deaths(towns: Towns, chance: random.Random) -> None:
    """Let children be born yesterday and today, and some die."""
    for day in (-1, 0, 0):
        for code in (CHIYODA, MINATO):
            chance.choice(towns.of[code]).add("child", birth_date=TODAY + day * DAY)
    for one in [one for one in towns.houses if len(one.members) > 1][::9]:
        one.members.pop()
    for one in [one for one in towns.of[CHUO] if len(one.members) == 1][:2]:
        towns.of[CHUO].remove(one)


def first_and_last(towns: Towns, chance: random.Random) -> None:
    """Let the first and the last of a municipality go, and others come before and behind all."""
    del towns.of[CHUO][0], towns.of[CHUO][-1]
    towns.of[MINATO] += [house(1, chance), house(99_999, chance)]


def one_household(towns: Towns, chance: random.Random) -> None:
    """Let one household of one municipality earn nothing any more."""
    towns.of[CHUO][5].first["person.salary"] = 0
    towns.of[CHUO][5].first.pop("person.salary~low", None)
    towns.of[CHUO][5].first.pop("person.salary~high", None)
