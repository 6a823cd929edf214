"""Who is not woken answers as on the other day; who is woken is hardly more than those who may answer differently."""

import pickle
import random
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from tests.factories import rules as make
from tests.factories.blocks import drawn_household
from tests.factories.content import content, rulebook
from tests.factories.waking import DAY, FACTS, THREE, TONIGHT, asking, born
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.comparing import differences
from todoke.engines.waking.waking import Waking
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.residents.taking import take
from todoke.rules.content import Content
from todoke.rules.evaluation.days import shift
from todoke.rules.facts import Date
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, Household, Member
from todoke.rules.values import EARLIEST, LATEST, Interval, Value

PAIRS = (
    (date(2026, 11, 21), date(2026, 11, 22)),
    (date(2026, 11, 22), date(2026, 11, 21)),
    (date(2026, 11, 5), date(2026, 12, 5)),
    (date(2026, 10, 31), date(2026, 11, 1)),
    (date(2026, 3, 30), date(2026, 4, 2)),
    (date(2026, 5, 31), date(2026, 6, 1)),
    (date(2024, 2, 28), date(2024, 3, 1)),
    (date(2027, 1, 1), date(2026, 12, 31)),
)
"""A day, a day back, a month, the turn of a month, of the fiscal year and of the tax year, a leap day, New Year."""

LIVES = ("131121", "132080", "131016")
ENGINE = ColumnarEngine()


def _spread(household: Household, of: Content, days: tuple[date, date], chance: random.Random) -> Household:
    """Return a household whose days lie where something may be about to happen between two days."""
    dates = [fact.id for fact in of.facts.values() if isinstance(fact.type, Date) and fact.derive is None]

    def near() -> date:
        day = min(days) + chance.randint(-1, abs((days[1] - days[0]).days) + 1) * DAY
        months = chance.choice((0, 0, 1, 2, 3, 6, 12, 13, 18, 24, 36, 37, 12 * chance.randint(0, 80)))
        ago = shift(day, years=0, months=-months, days=0)
        return ago - chance.choice((0, 0, 0, 28, 42, 49, 56, 60, 84, 112, 168, 224)) * DAY

    def told(facts: dict[str, Value], entity: str, relation: str) -> dict[str, Value]:
        found = {key: value for key, value in facts.items() if key != MUNICIPALITY}
        for fact_id in dates:
            if not fact_id.startswith(entity) or chance.random() < 0.3:
                continue
            day = near()
            if fact_id == "person.due_date":
                day = max(days) + (min(days) - day)
            if relation == "self" and fact_id == BIRTH_DATE:
                day = min(day, date(2010, 1, 1))
            if EARLIEST < day < LATEST:
                found[fact_id] = day if chance.random() < 0.8 else Interval(day - 20 * DAY, day + DAY)
        if chance.random() < 0.1:
            found.pop(BIRTH_DATE, None)
        return found

    members = tuple(
        replace(one, facts=told(dict(one.facts), "person", one.relation)) for one in household.members
    )
    return replace(household, members=members, facts=told(dict(household.facts), "household", ""))


@lru_cache(maxsize=4)
def _block(days: tuple[date, date], municipality: str, count: int = 160) -> Block:
    chance = random.Random(f"{days} {municipality}")
    drawn = [drawn_household(seed, content(), min(days), unknown=0.05) for seed in range(count)]
    households = [_asking(_spread(one, content(), days, chance), min(days)) for one in drawn]
    return block_of(households, municipality, content())


def _asking(household: Household, on: date) -> Household:
    """Let the one who asks be born before all days asked for."""

    def early(member: Member) -> Member:
        born = member.facts.get(BIRTH_DATE)
        low = born.low if isinstance(born, Interval) else born
        if member.relation != "self" or not isinstance(low, date) or low < on:
            return member
        return replace(member, facts=dict(member.facts) | {BIRTH_DATE: date(1980, 2, 29)})

    return replace(household, members=tuple(early(one) for one in household.members))


def _answers(block: Block, on: date, programs: tuple[str, ...]) -> list:
    return list(ENGINE.answers(block, rulebook(), on=on, programs=programs, details=True))


@lru_cache(maxsize=8)
def _waking(on: date) -> Waking:
    return Waking(content(), on)


@pytest.mark.slow
@pytest.mark.parametrize("days", PAIRS, ids=lambda days: f"{days[0]}-{days[1]}")
def test_whoever_is_not_woken_answers_as_on_the_other_day(days):
    since, on = days
    municipality = LIVES[PAIRS.index(days) % len(LIVES)]
    block = _block(days, municipality)
    then, now = _waking(since), _waking(on)
    same = tuple(
        one
        for one in content().programs
        if (key := now.key(one, municipality)) is not None and key == then.key(one, municipality)
    )
    assert len(same) > 20
    awake = now.awake(block, since, same)
    assert awake.any()
    assert not awake.all()
    assert _differing(take(block, np.flatnonzero(~awake)), days, same) == []
    assert len(_differing(take(block, np.flatnonzero(awake)), days, same)) > 3


def _differing(block: Block, days: tuple[date, date], programs: tuple[str, ...]) -> list[str]:
    both = zip(*(_answers(block, day, programs) for day in days), strict=True)
    return [line for one, other in both for line in differences(one, other, block)]


def test_each_program_alone_wakes_whom_it_must():
    """What one program does not look at may wake nobody for it; so no watch of another one hides a gap of its own."""
    days = date(2026, 11, 5), date(2026, 12, 5)
    block, now = _block(days, "131121"), _waking(days[1])
    programs = tuple(content().programs)
    awakened = 0
    both = (_answers(block, day, programs) for day in days)
    for one, before, after in zip(programs, *both, strict=True):
        key = now.key(one, "131121")
        if key is None or key != _waking(days[0]).key(one, "131121") or before.outcome is not None:
            continue
        awake = now.awake(block, days[0], [one])
        awakened += int(awake.sum())
        rows = ~awake if before.unit == "household" else ~awake[block.household_of]
        for what in ("sure", "possible", "failed"):
            then, since = (np.broadcast_to(getattr(a, what), rows.shape) for a in (before, after))
            assert np.array_equal(then[rows], since[rows]), (one, what)
    assert 0 < awakened < len(programs) * block.households / 4


def _woken(of: Content, births: list[date], on: date, since: date, **more: Value) -> list[date]:
    block = born(of, births, **more)
    awake = Waking(of, on).awake(block, since, ["p"])
    return [birth for birth, woken in zip(births, awake.tolist(), strict=True) if woken]


def _around(day: date, years: int = 6) -> list[date]:
    return [day + at * DAY for at in range(-365 * years, 2)]


@pytest.mark.parametrize(
    ("condition", "woken"),
    [
        ("{lt: [{age: {}}, 3]}", [THREE]),
        ("{ge: [{age: {}}, 3]}", [THREE]),
        ("{le: [{age: {}}, 2]}", [THREE]),
        ("{gt: [2.5, {age: {}}]}", [THREE]),
        ("{eq: [{age: {}}, 3]}", [date(2022, 11, 22), THREE]),
        ("{lt: [{age: {counted: eve}}, 3]}", [THREE + DAY]),
        ("{lt: [{age: {unit: months}}, 36]}", [THREE]),
        ("{between: {value: {age: {}}, from: 1, to: 3, open: to}}", [THREE, date(2025, 11, 22)]),
        ("{lt: [{age: {}}, {parameter: limit}]}", [THREE]),
        ("{fact: person.small}", [THREE]),
        ("{le: [{day: today}, {shift: {date: {fact: person.birth_date}, years: 3}}]}", [THREE - DAY]),
        (
            "{le: [{elapsed: {from: {fact: person.birth_date}, to: {day: today}, unit: days}}, 30]}",
            [TONIGHT - 31 * DAY],
        ),
        ("{eq: [{table: steps, key: {age: {unit: months}}}, 2]}", [date(2020, 11, 22), THREE]),
        ("{lt: [{age: {on: {day: month_end}}}, 3]}", []),
        ("{lt: [{school_age: {}}, 3]}", []),
        ("{fact: person.poor}", []),
        ("{lt: [{age: {on: 2026-01-01}}, 3]}", []),
    ],
)
def test_a_limit_wakes_exactly_the_births_it_parts(condition, woken):
    births = [one for one in _around(TONIGHT, 7) if one != TONIGHT]
    assert _woken(asking(condition), births, TONIGHT, TONIGHT - DAY) == woken


def test_a_number_wakes_at_every_change_and_a_table_only_at_its_steps():
    births = [one for one in _around(TONIGHT, 7) if one != TONIGHT]
    months = asking("{fact: person.poor}", amount="{multiply: [{age: {unit: months}}, 5]}")
    assert len(_woken(months, births, TONIGHT, TONIGHT - DAY)) == 7 * 12 - 1
    table = asking("{fact: person.poor}", amount="{table: steps, key: {age: {unit: months}}}")
    # Its first row begins at the birth.
    assert _woken(table, births, TONIGHT, TONIGHT - DAY) == [date(2020, 11, 22), THREE]


def test_months_end_where_they_end():
    of = asking("{lt: [{age: {unit: months}}, 3]}")
    on = date(2026, 2, 28)
    births = [date(2025, 11, day) for day in range(25, 31)]
    assert _woken(of, births, on, on - DAY) == [date(2025, 11, 28)]
    assert _woken(of, births, on + DAY, on) == [date(2025, 11, 29), date(2025, 11, 30)]
    by_month = asking("{lt: [{age: {on: {day: month_end}}}, 3]}")
    births = [date(2023, 12, day) for day in range(1, 32)]
    assert _woken(by_month, births, date(2026, 12, 1), date(2026, 11, 30)) == births


def test_those_of_a_leap_day():
    of = asking("{lt: [{age: {}}, 3]}")
    births = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert _woken(of, births, date(2027, 3, 1), date(2027, 2, 28)) == births[1:]
    assert _woken(of, births, date(2027, 2, 28), date(2027, 2, 27)) == births[:1]
    eve = asking("{lt: [{age: {counted: eve}}, 3]}")
    assert _woken(eve, births, date(2027, 2, 28), date(2027, 2, 27)) == births[1:]


def test_other_days_wake_and_those_unsaid_only_at_their_ends():
    leave = asking("{le: [{day: today}, {shift: {date: {fact: person.left_on}, years: 1}}]}")
    births = [date(1990, 1, 1)]
    a_year_ago = date(2025, 11, 21)
    assert _woken(leave, births, TONIGHT, TONIGHT - DAY, **{"person.left_on": a_year_ago}) == births
    assert not _woken(leave, births, TONIGHT, TONIGHT - DAY, **{"person.left_on": TONIGHT})
    roughly = Interval(a_year_ago, TONIGHT)
    assert _woken(leave, births, TONIGHT, TONIGHT - DAY, **{"person.left_on": roughly}) == births
    assert not _woken(leave, births, TONIGHT, TONIGHT - DAY)
    due = asking("{le: [{elapsed: {from: {day: today}, to: {fact: person.left_on}, unit: days}}, 30]}")
    assert _woken(due, births, TONIGHT, TONIGHT - DAY, **{"person.left_on": TONIGHT + 30 * DAY}) == births
    assert not _woken(due, births, TONIGHT, TONIGHT - DAY, **{"person.left_on": TONIGHT + 31 * DAY})
    fire = asking("{le: [{elapsed: {from: {fact: household.fire_on}, to: {day: today}, unit: months}}, 2]}")
    assert _woken(fire, births, TONIGHT, TONIGHT - DAY, **{"household.fire_on": date(2026, 8, 22)}) == births
    assert not _woken(fire, births, TONIGHT, TONIGHT - DAY, **{"household.fire_on": date(2026, 8, 23)})
    earliest = "{ge: [{elapsed: {from: {fact: person.left_on}, to: {day: today}, unit: months}}, 2122]}"
    assert _woken(asking(earliest), births, date(2026, 11, 1), date(2026, 10, 31)) == births


def test_those_just_born_wake_whatever_is_asked():
    of = asking("{fact: person.poor}")
    block = born(of, [None, THREE, TONIGHT, TONIGHT - DAY, TONIGHT + DAY])
    assert Waking(of, TONIGHT).awake(block, TONIGHT - DAY, []).tolist() == [False, False, True, False, False]
    assert Waking(of, TONIGHT - DAY).awake(block, TONIGHT, []).tolist() == [False, False, True, False, False]
    assert not Waking(of, TONIGHT).awake(block, TONIGHT, ["p"]).any()


@pytest.mark.parametrize(
    "condition",
    [
        "{lt: [{shift: {date: {day: today}, days: -5}}, {fact: person.turned}]}",
        "{lt: [{add: [{elapsed: {from: {fact: person.birth_date}, to: {day: today}}}, 1]}, 9]}",
        "{lt: [{age: {born: {fact: person.turned}}}, 3]}",
        "{eq: [{elapsed: {from: {fact: person.left_on}, to: {fact: person.turned}}}, 3]}",
    ],
)
def test_what_cannot_be_watched_makes_a_program_restless(condition):
    of = asking(condition)
    waking = Waking(of, TONIGHT)
    assert waking.key("p", make.CHIYODA) is None
    assert any("today" in one or '"on":null' in one for one in waking.restless("p", make.CHIYODA))
    asked = asking(condition, more="  q: {versions: [{conditions: {c: {eligible: p}}}]}")
    assert Waking(asked, TONIGHT).key("q", make.CHIYODA) is None
    amount = asking("{fact: person.poor}", amount=f"{{case: [{{when: {condition}, then: 1}}, {{then: 2}}]}}")
    assert Waking(amount, TONIGHT).key("p", make.CHIYODA) is None


def test_what_an_ended_program_mentions_disturbs_nobody():
    of = make.content(f"""{FACTS}
programs:
  p: {{versions: [{{effective: {{from: 2020-04-01, to: 2021-03-31}}, conditions: {{c: {{fact: person.turned}}}}}}]}}
""")
    assert Waking(of, TONIGHT).key("p", make.CHIYODA) is not None


def test_a_key_tells_another_rule_a_parameter_a_named_day_and_what_is_said_of_the_day():
    def changes(condition: str, on: date, **more: str) -> bool:
        of = asking(condition, **more)
        keys = [Waking(of, day).key("p", make.CHIYODA) for day in (on - DAY, on)]
        assert None not in keys
        return keys[0] != keys[1]

    small = "{fact: person.small}"
    assert not changes(small, TONIGHT)
    assert changes(small, date(2026, 12, 1))  # the parameter
    assert not changes("{fact: person.poor}", date(2026, 12, 1))
    season = "{ge: [{day: today}, {shift: {date: {day: fiscal_year_start}, months: 6}}]}"
    assert changes(season, date(2026, 10, 1))
    assert not changes(season, date(2026, 10, 2))
    assert changes(season, date(2027, 4, 1))
    yearly = "{lt: [{age: {on: {day: year_start}}}, 3]}"
    assert changes(yearly, date(2027, 1, 1))
    assert not changes(yearly, date(2026, 4, 1))
    two = make.content(f"""{FACTS}
programs:
  p:
    began: 2026-11-01
    versions:
      - {{effective: {{from: 2020-04-01}}, conditions: {{c: {{fact: person.poor}}}}}}
      - {{effective: {{from: 2026-12-01}}, conditions: {{c: {{fact: person.poor}}}}}}
  q: {{versions: [{{conditions: {{c: {{eligible: p}}}}}}]}}
""")
    for program in "pq":
        for day in (date(2026, 11, 1), date(2026, 12, 1)):
            keys = [Waking(two, one).key(program, make.CHIYODA) for one in (day - DAY, day)]
            assert keys[0] != keys[1]


def test_a_key_tells_only_what_the_own_municipality_says():
    local = "local: {months: {label: x, type: {kind: number, unit: months}}}"
    said = """  q: {versions: [{conditions: {c: {eligible: p}}}]}
overlays:
  "131016":
    p: {change: 2, local: {months: [{from: 2020-01-01, value: 4}, {from: 2026-11-22, value: 5}]}}
  "131032":
    p: {change: 2, local: {months: [{from: 2020-01-01, value: 6}]}}
"""
    of = asking("{lt: [{age: {unit: months}}, {local: months}]}", more=said, local=local)
    then, now = Waking(of, TONIGHT - DAY), Waking(of, TONIGHT)
    for program in "pq":
        assert then.key(program, make.CHIYODA) != now.key(program, make.CHIYODA)
        assert then.key(program, make.MINATO) == now.key(program, make.MINATO) is not None
        assert then.key(program, "131041") == now.key(program, "131041") is not None
    assert _woken(of, _around(TONIGHT - DAY, 1), TONIGHT + DAY, TONIGHT) == [
        date(2026, 6, 23),
    ]
    block = replace(born(of, [date(2026, 6, 23), date(2026, 5, 23)]), municipality=make.MINATO)
    assert Waking(of, TONIGHT + DAY).awake(block, TONIGHT, ["p"]).tolist() == [False, True]


def test_conditions_of_a_municipality_are_looked_at_there_only():
    of = asking(
        "{fact: person.poor}",
        more="""overlays:
  "131016":
    p:
      change: 1
      conditions:
        - {id: own, label: x, when: {lt: [{age: {}}, {parameter: limit}]}, cite: {law: x}}
""",
    )
    now, later = Waking(of, TONIGHT), Waking(of, date(2026, 12, 1))
    assert now.watches("p", make.CHIYODA)
    assert not now.watches("p", make.MINATO)
    assert now.key("p", make.CHIYODA) != later.key("p", make.CHIYODA)
    assert now.key("p", make.MINATO) == later.key("p", make.MINATO)


def test_it_travels_to_another_process_whatever_was_asked_of_it() -> None:
    here = Waking(content(), date(2026, 11, 22))
    program = next(iter(content().programs))
    key = here.key(program, "131016")
    there = pickle.loads(pickle.dumps(here))  # noqa: S301 - written here
    assert there.key(program, "131016") == key
