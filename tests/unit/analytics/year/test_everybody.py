"""In a year of notices offices tell everybody things too, and what is told in advance is told over some days."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.unit.analytics.year.families import CHIYODA, CHOFU, DATA, SINCE, nights
from todoke.analytics.year.broadcasting import TOKYO_OFFICE, Broadcast, Habit, drawn, hinted, read_habits
from todoke.analytics.year.personas import Wishes
from todoke.base.calendar import is_office_holiday
from todoke.nights.ahead.soon import Coming
from todoke.population.assumptions import AssumptionError
from todoke.rules.programs import Topic
from todoke.telling.channels import Channel

ALL = (1 << len(Topic)) - 1
TOWNS = {1: CHOFU, 2: CHOFU, 3: CHIYODA}


def habit(**changes: object) -> Habit:
    """Return a kind of notice to everybody."""
    told = {
        "id": "some",
        "name": "何か",
        "sender": "municipality",
        "share": 1,
        "times": 2,
        "months": (5, 6),
        "topics": ("health",),
        "why": "試し",
        "source": "仮定",
    }
    return Habit.model_validate(told | changes)


def wish(**changes: object) -> Wishes:
    """Return somebody who wants everything by mail."""
    given: dict[str, object] = {"logs_in": True, "topics": ALL, "channels": Channel.MAIL.bit, "budget": 4}
    return Wishes(**(given | changes))  # type: ignore[arg-type]


def reached(broadcast: Broadcast, wishes: dict[int, Wishes], **more: object) -> list[int]:
    """Return whom a hint reaches."""
    given: dict[str, object] = {"town_of": TOWNS, "used": {}, "silenced": frozenset()}
    return [one.person for one in hinted(broadcast, wishes, **(given | more))]  # type: ignore[arg-type]


def test_what_is_assumed_of_offices_is_written_down_with_why() -> None:
    habits = read_habits(DATA)
    assert {one.sender for one in habits} == {"municipality", "tokyo"}
    assert any(one.disaster for one in habits)
    assert all(one.why and one.source for one in habits)


def test_a_wrong_assumption_is_named(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "broadcasts.yaml").write_text("- {id: a, name: b}\n", encoding="utf-8")
    with pytest.raises(AssumptionError, match=r"broadcasts.yaml の 0"):
        read_habits(tmp_path)
    with pytest.raises(AssumptionError, match="読めません"):
        read_habits(tmp_path / "nowhere")


def test_each_municipality_tells_on_days_of_its_own_that_the_same_seed_draws_again() -> None:
    areas = [f"13{number:04}" for number in range(40)]
    found = drawn([habit()], areas, 1, since=date(2026, 4, 1), days=364)
    assert found == drawn([habit()], areas, 1, since=date(2026, 4, 1), days=364)
    assert found != drawn([habit()], areas, 2, since=date(2026, 4, 1), days=364)
    days = [date.fromordinal(day) for day in found]
    assert all(day.month in (5, 6, 7) and not is_office_holiday(day) for day in days)
    assert len(days) > 10
    assert Counter(one.area for some in found.values() for one in some) == dict.fromkeys(areas, 2)


def test_tokyo_tells_everybody_on_one_day_and_a_disaster_asks_for_no_day() -> None:
    of_tokyo = drawn([habit(sender="tokyo")], ["131016"], 1, since=date(2026, 4, 1), days=364)
    assert [one.area for some in of_tokyo.values() for one in some] == ["", ""]
    flood = habit(disaster=True, topics=(), months=(9,), times=1)
    many = drawn([flood], [f"13{one:04}" for one in range(60)], 1, since=date(2026, 4, 1), days=364)
    assert any(is_office_holiday(date.fromordinal(day)) for day in many)


def test_only_who_asked_for_the_topic_in_that_municipality_and_has_room_gets_a_hint() -> None:
    some = Broadcast(SINCE.toordinal(), habit(), CHOFU)
    assert reached(some, {1: wish(), 3: wish()}) == [1]
    for refused in (
        wish(none=True),
        wish(channels=0),
        wish(channels=Channel.LETTER.bit),
        wish(topics=0),
        wish(roundup_day=3),
    ):
        assert reached(some, {1: refused, 2: wish()}) == [2]
    assert reached(some, {1: wish(), 2: wish()}, used={1: 4}) == [2]
    assert reached(some, {1: wish(), 2: wish()}, silenced=frozenset({1})) == [2]


def test_a_disaster_is_outside_budget_topics_and_silence_and_can_be_left_out() -> None:
    flood = Broadcast(SINCE.toordinal(), habit(disaster=True, topics=()), CHOFU)
    people = {1: wish(topics=0, roundup_day=3), 2: wish(disaster=False), 3: wish()}
    assert reached(flood, people, used={1: 30}, silenced=frozenset({1})) == [1]
    everywhere = Broadcast(SINCE.toordinal(), habit(sender="tokyo"), "")
    assert {
        one.sender for one in hinted(everywhere, people, town_of=TOWNS, used={}, silenced=frozenset())
    } == {TOKYO_OFFICE}


def test_a_night_sees_what_begins_on_each_day_of_the_window_with_its_day() -> None:
    found = nights().nights
    day = SINCE.toordinal() + 1
    seen: dict[tuple[str, int], int] = {}
    for one in found.coming(day):
        if one.coming is Coming.BEGINS:
            assert one.days is not None
            for person, begins in zip(one.ids.tolist(), one.days.tolist(), strict=True):
                seen.setdefault((one.program_id, person), begins)
    assert seen
    for ahead in (1, 2, 3):
        later = {
            (one.program_id, person): begins
            for one in found.coming(day + ahead)
            if one.coming is Coming.BEGINS and one.days is not None
            for person, begins in zip(one.ids.tolist(), one.days.tolist(), strict=True)
        }
        assert {matter: later[matter] for matter in seen.keys() & later.keys()} == {
            matter: seen[matter] for matter in seen.keys() & later.keys()
        }
