"""Random rules over random days: who is not woken answers alike; limits are where the tables part them."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import rules as make
from tests.factories.blocks import drawn_household
from tests.generative.test_engines import EXPRESSIONS, book_of, dictionary
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.comparing import differences
from todoke.engines.waking.waking import Waking
from todoke.engines.waking.watches import Crossings, Measure, Watch
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.residents.taking import take
from todoke.rules.household import BIRTH_DATE
from todoke.rules.values import EARLIEST, LATEST, Interval

DAY = timedelta(days=1)
PLACES = (make.CHIYODA, make.MINATO, "131041")
LATER = (1, 1, 1, 2, 9, 31, 365, -1, -30)
DATES = (BIRTH_DATE, "person.day", "person.other_day")


@lru_cache(maxsize=32)
def _block(seed: int, on: date) -> Block:
    """Return a block of households much of whose days lies a few months or years from a day, or is not said."""
    chance = random.Random(f"{seed} {on}")

    def day() -> date:
        near = on + chance.randint(-2, 2) * DAY
        back = chance.choice(
            (0, 0, 30, 31, 7, 14, 365, 366, 730, 1826, 18 * 365 + 4, chance.randint(0, 30_000))
        )
        return min(near - back * DAY, on) if chance.random() < 0.8 else near + back * DAY

    households = []
    for one in range(24):
        household = drawn_household(seed * 1000 + one, dictionary(), on, unknown=0.2)
        members = []
        for member in household.members:
            facts = dict(member.facts)
            for fact_id in DATES:
                if chance.random() < 0.7:
                    said = day()
                    if fact_id == BIRTH_DATE and member.relation == "self":
                        said = min(said, on - 60 * DAY)
                    facts[fact_id] = (
                        said if chance.random() < 0.8 else Interval(said - 9 * DAY, said + 9 * DAY)
                    )
            if chance.random() < 0.15:
                facts.pop(BIRTH_DATE, None)
            members.append(replace(member, facts=facts))
        households.append(replace(household, members=tuple(members)))
    return block_of(households, PLACES[seed % 3], dictionary())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(EXPRESSIONS, min_size=2, max_size=6),
    st.integers(0, 7),
    st.sampled_from(
        [make.TODAY, date(2026, 3, 31), date(2024, 2, 28), date(2027, 12, 31), date(2026, 6, 30)]
    ),
    st.sampled_from(LATER),
)
def test_random_rules_answer_alike_for_whoever_is_not_woken(
    expressions: list[tuple[str, Any]], seed: int, since: date, later: int
) -> None:
    on, block, book = since + later * DAY, _block(seed, since), book_of(expressions)
    now, then = Waking(book.content, on), Waking(book.content, since)
    engine = ColumnarEngine()
    for program in book.content.programs:
        key = now.key(program, block.municipality)
        if key is None or key != then.key(program, block.municipality):
            continue
        asleep = take(block, np.flatnonzero(~now.awake(block, since, [program])))
        if asleep.households:
            one, other = (
                next(iter(engine.answers(asleep, book, on=day, programs=(program,)))) for day in (since, on)
            )
            assert differences(one, other, asleep) == []


KINDS = (
    *(
        ("age", unit, counted)
        for unit in ("years", "months", "weeks", "days")
        for counted in ("birthday", "eve")
    ),
    ("school",),
    *((way, unit) for way in ("since", "until") for unit in ("years", "months", "days")),
)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_measures_rise_or_fall_with_the_day_of_the_fact(kind):
    """On this their limits are found by bisection."""
    for moves in ((), (("shift", 75, 0, 0),), (("shift", 0, 0, 2), ("year_end", 1))):
        for on in (date(2026, 11, 22), date(2024, 2, 29), date(2027, 3, 31), date(2026, 4, 30)):
            measure = Measure(BIRTH_DATE, moves, kind)
            days = np.arange(EARLIEST.toordinal(), LATEST.toordinal() + 1, dtype=np.int64)
            steps = np.diff(measure.at(days, on.toordinal()))
            assert (steps >= 0 if measure.is_rising else steps <= 0).all()


def test_a_limit_found_by_bisection_parts_whom_the_table_parts():
    on, since = date(2026, 4, 1), date(2026, 1, 31)
    crossings = Crossings(on, lambda node, day: day)
    days = np.arange(EARLIEST.toordinal(), LATEST.toordinal() + 1, dtype=np.int64)
    for kind in KINDS:
        measure = Measure(BIRTH_DATE, (), kind)
        before, after = (measure.at(days, day.toordinal()) for day in (since, on))
        for limit in (-1, 0, 1.5, 3, 18, 75, 10_000):
            [(_, places)] = crossings.of([Watch(measure, "upto", limit)], since)
            found = np.zeros(len(days), np.bool_)
            found[places] = True
            assert np.array_equal(found, (before <= limit) != (after <= limit))
