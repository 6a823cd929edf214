"""A year of notices in advance keeps every promise made to people, and loses nothing (C1 to C5, C10)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analytics.year.families import (
    CHOFU,
    DAYS,
    SINCE,
    book,
    family,
    nights,
    rules,
    stated,
    states,
    tried,
    year_of,
)
from todoke.analytics.year import figures
from todoke.analytics.year.personas import Manner
from todoke.analytics.year.report import report
from todoke.analytics.year.spans import chance, cuts
from todoke.analytics.year.telling import Year
from todoke.analytics.year.trying import Order, try_states
from todoke.analytics.year.writing import FILES, numbers, write_trial
from todoke.base.calendar import is_office_holiday
from todoke.cli.simulate import gather_by
from todoke.telling.budget import WINDOW
from todoke.telling.candidates import HeldFor, Placing
from todoke.telling.reach import Decision

EVERYBODY = Manner("everybody", "全員", 250, everybody=True)
seeds = st.integers(0, 2**32 - 1)


def pushes_by_person(year: Year) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for day, person, _, _ in figures.pushed(year):
        found[person].append(day)
    return found


@settings(max_examples=15, deadline=None)
@given(seed=seeds, budget=st.none() | st.integers(0, 4))
def test_everything_planned_was_sent_shelved_dropped_or_came_too_late_to_be_approved(
    seed: int, budget: int | None
) -> None:
    year, _ = year_of(seed, Manner("asked", "", budget))
    planned = [line for line in year.lines if line.planned]
    assert len(planned) == year.planned
    for line in planned:
        assert line.expired or line.placing in (Placing.PUSH, Placing.SHELF, Placing.HELD, Placing.NONE)


@settings(max_examples=15, deadline=None)
@given(seed=seeds, budget=st.none() | st.integers(0, 4))
def test_nobody_gets_more_in_any_thirty_days_than_they_wish(seed: int, budget: int | None) -> None:
    year, personas = year_of(seed, Manner("asked", "", budget))
    for person, days in pushes_by_person(year).items():
        wished = personas.in_manner(person, year.manner, is_parent=True).budget
        for first in days:
            assert sum(first <= day < first + WINDOW.days for day in days) <= wished


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_only_what_may_be_pushed_is_pushed_to_those_who_asked_for_it(seed: int) -> None:
    year, personas = year_of(seed)
    for line in year.lines:
        if line.is_pushed:
            program = rules().programs[line.program]
            wishes = personas.wishes(line.person, is_parent=True)
            assert rules().reached(program).decision is Decision.PUSH
            assert wishes.logs_in
            assert not wishes.none
            assert wishes.plain
            assert line.channels
            assert not line.channels & ~wishes.channels


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_nothing_is_told_twice_and_nothing_on_days_on_which_offices_are_closed(seed: int) -> None:
    year, _ = year_of(seed)
    told = [
        (line.person, line.about, line.program, line.occasion, line.deadline)
        for line in year.lines
        if line.placing in (Placing.PUSH, Placing.SHELF) and not line.expired
    ]
    assert len(told) == len(set(told))
    assert not any(is_office_holiday(date.fromordinal(line.day)) for line in year.lines if line.is_pushed)


def test_a_child_of_an_age_to_be_vaccinated_is_told_of_before_the_last_day_and_once() -> None:
    year, _ = year_of(1, EVERYBODY)
    last_days = [line for line in year.lines if line.is_pushed and line.occasion == "deadline"]
    assert last_days
    assert all(line.day < line.deadline for line in last_days)
    assert not figures.told_twice(year)


def test_an_amount_of_doses_is_no_amount_that_is_told() -> None:
    year, _ = year_of(1, EVERYBODY)
    programs = {rules().programs[line.program] for line in year.lines if line.occasion == "amount"}
    assert programs <= {"jido-teate", "018-support"}


def test_a_smaller_budget_sends_no_more_and_none_sends_everything() -> None:
    sent = {
        budget: len(list(figures.pushed(year_of(3, Manner("", "", budget))[0]))) for budget in (0, 1, 2, 250)
    }
    assert sent[0] == 0
    assert sent[0] <= sent[1] <= sent[2] <= sent[250]


def test_a_household_is_left_in_peace_after_a_death() -> None:
    quiet = (1, SINCE.toordinal(), (SINCE + timedelta(days=49)).toordinal())
    homes = [family(310), family(310)]
    order = Order(since=SINCE, days=DAYS, programs=("bcg", "rotavirus", "haien-kyukin-shoni"))
    trial = try_states(
        order,
        states({CHOFU: homes}, silences=(quiet,)),
        book=book(),
        rules=rules(),
        gather=gather_by(rules()),
        stated=stated(),
    )
    year = trial.years["everybody-no-budget"]
    mourning, others = 1000, 1002
    assert {person for _, person, _, _ in figures.pushed(year)} == {others}
    assert {line.held_for for line in year.lines if line.person == mourning} == {HeldFor.SILENCE}


def test_plans_of_a_long_weekend_are_sent_when_offices_open_again() -> None:
    # 2026-05-02 to 05-06 offices are closed: what was planned on these nights is approved on 05-07.
    year, _ = year_of(1, EVERYBODY)
    assert not any(line.expired for line in year.lines)
    told = {date.fromordinal(line.day) for line in year.lines if line.planned}
    assert not told & {date(2026, 5, day) for day in range(2, 7)}


def test_the_same_order_gives_the_same_numbers_and_another_seed_others() -> None:
    tried.cache_clear()
    first = numbers(tried(1))
    tried.cache_clear()
    assert numbers(tried(1)) == first
    assert numbers(tried(2)) != first


def test_the_report_is_one_page_without_script_that_says_what_is_assumed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    out = tmp_path_factory.mktemp("year")
    write_trial(tried(1), out)
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page == report(tried(1))
    assert "<script" not in page
    assert page.count("<h1") == 1
    for entry in stated().entries.values():
        assert entry.id in page
    for chapter in ("日ごと", "送り主ごと", "届かなかった人", "上限を変えると"):
        assert chapter in page


def test_a_night_changes_as_the_answers_of_the_reference_do() -> None:
    """Who turns eligible between two nights is who was not, and is, by the real engine asked for one household."""
    found = nights().nights
    for ahead in (1, 9, 30):
        day = SINCE.toordinal() + ahead
        told = {
            (one.program_id, person)
            for one in found.changes(day)
            if one.kind == "gained"
            for person in one.ids.tolist()
        }
        assert told == eligible(day) - eligible(day - 1)


def eligible(day: int) -> set[tuple[str, int]]:
    from todoke.engines.columnar.engine import ColumnarEngine
    from todoke.residents.taking import by_town

    asking = nights().nights.asking
    found = set()
    for block in by_town(asking.states.block):
        answers = ColumnarEngine().answers(
            block, book(), on=date.fromordinal(day), programs=asking.programs, details=False
        )
        for one in answers:
            ids = block.person_ids if one.unit == "person" else block.household_ids
            found |= {
                (one.program_id, int(who))
                for place, who in enumerate(ids)
                if (one.sure if isinstance(one.sure, bool) else one.sure[place])
            }
    return found


def test_cuts_stand_before_and_on_the_days_on_which_everybody_changes() -> None:
    days = cuts(date(2026, 4, 1), 366)
    assert days[0] == date(2026, 4, 1)
    assert days[-1] == date(2027, 4, 2)
    assert {date(2026, 5, 31), date(2026, 6, 1), date(2027, 3, 31), date(2027, 4, 1)} <= set(days)
    assert list(days) == sorted(set(days))


@given(seed=seeds, one=st.integers(0, 2**62))
def test_lots_lie_between_nothing_and_one(seed: int, one: int) -> None:
    assert 0 <= chance(seed, 1, one) < 1
