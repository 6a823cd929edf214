"""A few invented families over some days, as the states a year is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from todoke.analytics.year.assuming import read_assumptions
from todoke.analytics.year.personas import Manner, Personas
from todoke.analytics.year.states import FOR_EVER, States
from todoke.analytics.year.telling import Nightly, Trying, Year
from todoke.analytics.year.trying import AHEAD_DAYS, Order, Trial, manners_of, programs_of, try_states
from todoke.apps.planning.rulings import Rulings
from todoke.cli.simulate import gather_by
from todoke.population.assumptions import Assumptions
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.residents.joining import join
from todoke.rules.household import ALL_RELATIONS, Household, Member
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook
from todoke.telling.families import load_families
from todoke.telling.rules import load_rules

DATA = Path(__file__).resolve().parents[4] / "data"
SINCE = date(2026, 4, 20)
DAYS = 45
CHOFU, CHIYODA = "132080", "131016"
PROGRAMS = ("bcg", "haien-kyukin-shoni", "jido-teate", "kenshin-1-6", "mr-1", "nyuyoji-iryohi", "rotavirus")


@cache
def book() -> Rulebook:
    """Return the rules that ship."""
    return rulebook_of(DATA)


@cache
def rules() -> Rulings:
    """Return the rules of notices that ship, nothing opened and nothing lifted."""
    content = book().content
    return Rulings(
        content=content,
        rules=load_rules(DATA, content),
        families=load_families(DATA, content),
        openings={},
        lifts={},
        stopped=frozenset(),
        on=SINCE,
    )


@cache
def stated() -> Assumptions:
    """Return what is assumed."""
    return read_assumptions(DATA)


def family(*ages_in_days: int, parents: int = 1) -> Household:
    """Return parents with children so many days old at the beginning."""
    members = [
        Member(f"p{place}", "spouse" if place else "self", {"person.birth_date": date(1992, 4, 1 + place)})
        for place in range(parents)
    ]
    members += [
        Member(f"c{place}", "child", {"person.birth_date": SINCE - timedelta(days=age)})
        for place, age in enumerate(ages_in_days)
    ]
    return Household(tuple(members), complete=ALL_RELATIONS)


def states(
    by_town: dict[str, Sequence[Household]],
    *,
    begins: dict[int, date] | None = None,
    silences: tuple[tuple[int, int, int], ...] = (),
) -> States:
    """Return households that stand from the beginning (or from a day, by place), each person under an id."""
    blocks: list[Block] = []
    person, household = 1000, 1
    for code in sorted(by_town):
        block = block_of(by_town[code], code, book().content)
        block.person_ids = np.arange(person, person + block.persons)
        block.household_ids = np.arange(household, household + block.households)
        person, household = person + block.persons, household + block.households
        blocks.append(block)
    whole = join(blocks)
    starts = np.full(whole.households, SINCE.toordinal(), np.int32)
    for place, day in (begins or {}).items():
        starts[place] = day.toordinal()
    ends = np.full(whole.households, FOR_EVER, np.int32)
    return States(
        whole, starts, ends, silences, frozenset(whole.person_ids.tolist()), frozenset(), {"changed": 0}
    )


def many() -> States:
    """Return families with children whose day comes within these weeks, in two municipalities."""
    chofu = [family(age, parents=1 + age % 2) for age in range(5, 420, 12)]
    chiyoda = [family(age, age + 700, parents=2) for age in range(20, 420, 40)]
    return states({CHOFU: chofu, CHIYODA: chiyoda})


@cache
def tried(seed: int = 1, budget: int | None = None) -> Trial:
    """Return a trial over the many."""
    order = Order(seed=seed, since=SINCE, days=DAYS, programs=PROGRAMS, budget=budget)
    return try_states(order, many(), book=book(), rules=rules(), gather=gather_by(rules()), stated=stated())


@cache
def nights() -> Nightly:
    """Return the nights of the many, with the personas of the first seed."""
    from todoke.analytics.year.answering import Asking, ask_every_day
    from todoke.analytics.year.nightly import Nights

    order = Order(since=SINCE, days=DAYS, programs=PROGRAMS)
    asked = programs_of(order, book(), rules())
    asking = Asking(many(), book(), asked, frozenset({"jido-teate"}), AHEAD_DAYS)
    first = SINCE.toordinal()
    answers = ask_every_day(asking, range(first, first + DAYS + AHEAD_DAYS + 1), workers=1)
    found = Nights(asking, answers)
    return Nightly(found, personas(found.states, 1), gather_by(rules()))


def personas(there: States, seed: int) -> Personas:
    """Return the personas of states, with the wishes of a seed."""
    first = SINCE.toordinal()
    return Personas(there, stated(), seed, since=first, until=first + DAYS + 1)


def year_of(seed: int, manner: Manner | None = None) -> tuple[Year, Personas]:
    """Return the year of the many with the wishes of a seed; the answers are worked out once for all."""
    them = personas(nights().nights.states, seed)
    nightly = Nightly(nights().nights, them, nights().gather)
    first = SINCE.toordinal()
    chosen = manner or manners_of(Order())[0]
    return Trying(nightly, 10, chosen).run(range(first + 1, first + DAYS + 1)), them
