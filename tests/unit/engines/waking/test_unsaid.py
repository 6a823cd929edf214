"""A birth date that nobody said wakes its household only where the day it may be at most makes a difference."""

from datetime import date

import pytest

from tests.factories.waking import DAY, THREE, TONIGHT, asking, born
from todoke.engines.waking.waking import Waking
from todoke.residents.block import Block

LEFT = "{age: {on: {fact: person.left_on}}}"


@pytest.mark.parametrize(
    ("condition", "days"),
    [
        ("{lt: [{age: {}}, 3]}", []),
        ("{ge: [{school_age: {}}, 0]}", []),
        # The first birth there may be is a month older on every first of a month.
        ("{lt: [{add: [{age: {unit: months}}, 2]}, 5]}", [date(2026, 12, 1)]),
        ("{le: [{shift: {date: {fact: person.birth_date}, years: 3}}, {day: today}]}", []),
        # Who is born today is eight days old before the month ends, until the month is too short for it.
        (
            "{le: [{shift: {date: {fact: person.birth_date}, days: 8}}, {day: month_end}]}",
            [date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 24)],
        ),
        ("{ge: [{fact: person.birth_date}, 2026-12-03]}", [date(2026, 12, 3)]),
        ("{lt: [{fact: person.birth_date}, 2026-12-03]}", [date(2026, 12, 3)]),
        ("{ge: [{fact: person.birth_date}, 2025-04-01]}", []),
        (
            "{between: {value: {fact: person.birth_date}, from: 2026-12-03, to: 2026-12-09, open: to}}",
            [date(2026, 12, 3), date(2026, 12, 9)],
        ),
        ("{ge: [{age: {on: 2026-12-03}}, 0]}", [date(2026, 12, 4)]),
        ("{ge: [{age: {on: {fact: person.turned_on}}}, 18]}", []),
        (f"{{lt: [{LEFT}, 65]}}", []),
        (
            "{exists: {who: children, where: {eq: [{fact: person.birth_date}, "
            "{fact: person.birth_date, of: subject}]}}}",
            [],
        ),
        ("{le: [{rank: {who: siblings_and_self}}, 2]}", []),
        ("{gt: [{largest: {who: everyone, value: {age: {}}}}, 64]}", []),
    ],
)
def test_a_birth_nobody_said_wakes_only_where_the_day_it_may_be_at_most_makes_a_difference(condition, days):
    of = asking(condition)
    block = born(of, [None])
    first = date(2026, 11, 20)
    found = [
        on
        for on in (first + at * DAY for at in range(1, 40))
        if Waking(of, on).awake(block, on - DAY, ["p"]).any()
    ]
    assert found == days
    back = [
        on
        for on in (first + at * DAY for at in range(1, 40))
        if Waking(of, on - DAY).awake(block, on, ["p"]).any()
    ]
    assert back == days


@pytest.mark.parametrize(
    "condition",
    [
        "{eq: [{fact: person.birth_date}, {fact: person.left_on}]}",
        "{lt: [{elapsed: {from: {fact: person.birth_date}, to: {fact: person.left_on}}}, 9]}",
        "{le: [{year_end_after: {age: 6}}, {fact: person.left_on}]}",
        "{lt: [{age: {on: {fact: person.left_on}, unit: days}}, 9]}",
        "{lt: [{age: {on: {shift: {date: {fact: person.left_on}, years: 1}}}}, 9]}",
        "{lt: [{age: {born: {shift: {date: {fact: person.birth_date}, days: 1}}, on: {fact: person.left_on}}}, 9]}",
    ],
)
def test_a_birth_nobody_said_wakes_every_day_where_nothing_can_be_said_of_it(condition):
    of = asking(condition)
    assert Waking(of, TONIGHT).awake(born(of, [None, THREE]), TONIGHT - DAY, ["p"]).tolist() == [True, False]


def test_an_age_on_a_day_that_lies_ahead_wakes_a_birth_nobody_said():
    of = asking(f"{{lt: [{LEFT}, 1]}}")
    for day, wakes in ((TONIGHT - 2 * DAY, False), (TONIGHT - DAY, True), (date(2028, 1, 1), True)):
        block = born(of, [None, THREE], **{"person.left_on": day})
        assert Waking(of, TONIGHT).awake(block, TONIGHT - DAY, ["p"]).tolist() == [wakes, False], day
    nobody = Block(**{name: getattr(block, name) for name in Block.__slots__} | {"columns": {}})
    assert not Waking(of, TONIGHT).awake(nobody, TONIGHT - DAY, ["p"]).any()


def test_siblings_of_who_was_born_the_day_before_may_be_younger_today():
    """A birth nobody said may be any day: until yesterday none after a birth of yesterday, from today on one."""
    of = asking("{le: [{rank: {who: siblings_and_self}}, 1]}")
    block = born(of, [TONIGHT - DAY, TONIGHT - 2 * DAY])
    assert Waking(of, TONIGHT).awake(block, TONIGHT - DAY, ["p"]).tolist() == [True, False]
