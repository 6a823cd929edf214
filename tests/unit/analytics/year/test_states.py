"""How households stand from day to day: births and deaths known when they are told, moves, who comes and who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tests.unit.analytics.year.families import CHIYODA, CHOFU, SINCE, book, stated
from todoke.analytics.year.states import FOR_EVER, Gathering, States
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.household import ALL_RELATIONS, Household, Member
from todoke.rules.values import Value

NEXT = SINCE + timedelta(days=30)
BORN = SINCE + timedelta(days=10)
DIED = SINCE + timedelta(days=12)
ADULT = date(1980, 1, 2)


@dataclass
class Day:
    """Everybody on one day: by municipality the id and members of each household; as a snapshot gives them."""

    homes: dict[str, dict[int, dict[int, date]]]
    facts: dict[int, dict[str, Value]]

    @property
    def municipalities(self) -> list[str]:
        return sorted(self.homes)

    def blocks(self, code: str) -> list[Block]:
        there = self.homes[code]
        households = [
            Household(
                tuple(
                    Member(f"m{one}", "child" if place else "self", {"person.birth_date": born})
                    for place, (one, born) in enumerate(members.items())
                ),
                facts=self.facts.get(home, {}),
                complete=ALL_RELATIONS,
            )
            for home, members in there.items()
        ]
        block = block_of(households, code, book().content)
        block.household_ids = np.array(list(there))
        block.person_ids = np.array([one for members in there.values() for one in members])
        block.stamps = np.array(
            [hash((tuple(members), code)) & 0xFFFFFFFF for members in there.values()], np.uint64
        )
        return [block]


def lived(personas: int = 99, seed: int = 1) -> States:
    """Return 30 days: a birth (household 1), a death (2), a move (3), somebody who leaves (4) and who comes (5)."""
    before = Day(
        {
            CHOFU: {1: {11: ADULT}, 2: {21: ADULT, 22: ADULT}, 3: {31: ADULT}},
            CHIYODA: {4: {41: ADULT}},
        },
        {},
    )
    after = Day(
        {
            CHOFU: {1: {11: ADULT, 12: BORN}, 2: {21: ADULT}},
            CHIYODA: {3: {31: ADULT}, 5: {51: ADULT}},
        },
        {2: {"household.death_on": DIED}},
    )
    gathering = Gathering(personas, seed, stated(), quiet_days=49)
    gathering.take_in(before, SINCE)  # type: ignore[arg-type]
    gathering.limit = 1.0
    gathering.take_in(after, NEXT)  # type: ignore[arg-type]
    return gathering.states()


def spans(states: States, home: int) -> list[tuple[date, date | None]]:
    return sorted(
        (date.fromordinal(int(begin)), None if end == FOR_EVER else date.fromordinal(int(end)))
        for one, begin, end in zip(states.block.household_ids, states.begins, states.ends, strict=True)
        if one == home
    )


def test_a_birth_is_known_when_it_has_been_told_within_two_weeks() -> None:
    (_, known), (begins, _) = spans(lived(), 1)
    assert known == begins
    assert BORN <= begins < BORN + timedelta(days=14)


def test_a_death_is_known_within_a_week_and_quiet_until_49_days_after_it() -> None:
    states = lived()
    ((home, first, last),) = states.silences
    assert home == 2
    assert DIED <= date.fromordinal(first) < DIED + timedelta(days=7)
    assert date.fromordinal(last) == DIED + timedelta(days=49)


def test_who_moves_stays_one_household_who_leaves_ends_and_who_comes_begins() -> None:
    states = lived()
    (_, left), (came, end) = spans(states, 3)
    assert left == came
    assert end is None
    assert spans(states, 4)[0][1] is not None
    assert spans(states, 5)[0][0] > SINCE
    assert states.told == {"came": 1, "left": 1, "changed": 3}


def test_households_of_a_municipality_stand_together_and_only_once_a_day() -> None:
    states = lived()
    assert states.block.towns is not None
    places = states.block.towns[1].tolist()
    assert places == sorted(places)
    for ahead in range(32):
        homes = states.block.household_ids[states.standing(SINCE.toordinal() + ahead)].tolist()
        assert len(homes) == len(set(homes))


def test_just_as_many_personas_are_drawn_as_were_asked_for() -> None:
    states = lived(personas=3)
    assert len(states.started) == 3
    assert not states.started & states.beside
