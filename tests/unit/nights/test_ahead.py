"""What comes up: deadlines, answers that change with the calendar, one cheap question left."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.factories.nights import CHIYODA, ON, blocks_of, family, parent_and_child, small_book
from todoke.base.calendar import is_office_holiday
from todoke.nights.ahead.deadlines import event_days, last_day, near
from todoke.nights.ahead.questions import is_cheap
from todoke.rules.programs import Deadline
from todoke.rules.rulebook import Rulebook
from todoke.rules.texts import Text


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Rulebook:
    folder: Path = tmp_path_factory.mktemp("ahead") / "data"
    return small_book(folder, deadline={"event": "birth", "days": 15, "rolls_to_working_day": True})


def deadline(**rule: object) -> Deadline:
    return Deadline(text=Text(ja="期限"), event="birth", **rule)


def test_the_last_day_follows_the_rule() -> None:
    born = date(2026, 11, 7)
    assert last_day(deadline(days=15), born) == date(2026, 11, 22)
    assert last_day(deadline(days=15, first_day_counts=True), born) == date(2026, 11, 21)
    # The 22nd is a Sunday and the 23rd a holiday (勤労感謝の日).
    assert last_day(deadline(days=15, rolls_to_working_day=True), born) == date(2026, 11, 24)
    assert last_day(deadline(months=3), date(2026, 3, 31)) == date(2026, 6, 30)
    assert last_day(deadline(years=2), date(2024, 11, 22)) == date(2026, 11, 22)
    assert last_day(deadline(), born) is None


def test_those_are_told_whose_last_day_is_near(book) -> None:
    births = [ON - timedelta(days=back) for back in (0, 1, 5, 14, 15, 16, 30)]
    (block,) = blocks_of(book.content, CHIYODA, [parent_and_child(day) for day in births])
    found = near(block, book, "kodomo", np.ones(len(births), np.bool_), ON, 7)
    assert found is not None
    rows, days = found
    rule = book.content.programs["kodomo"].program.deadline
    assert rule is not None
    expected = {n: last_day(rule, day) for n, day in enumerate(births)}
    due = {n: day for n, day in expected.items() if day is not None and ON <= day <= ON + timedelta(days=7)}
    assert dict(zip(rows.tolist(), map(date.fromordinal, days.tolist()), strict=True)) == due
    assert due
    assert not any(is_office_holiday(day) for day in due.values())


def test_who_receives_it_or_is_not_eligible_is_not_told(book) -> None:
    born = ON - timedelta(days=12)
    receiving = parent_and_child(born)
    receiving.members[0].facts["receives:kodomo"] = True  # type: ignore[index]
    (block,) = blocks_of(book.content, CHIYODA, [receiving, parent_and_child(born), parent_and_child(born)])
    found = near(block, book, "kodomo", np.array([True, True, False]), ON, 7)
    assert found is not None
    assert found[0].tolist() == [1]
    assert near(block, book, "genmen", np.ones(3, np.bool_), ON, 7) is None


def test_the_youngest_child_sets_off_the_limit(book) -> None:
    (block,) = blocks_of(
        book.content,
        CHIYODA,
        [family(("self", {}), ("child", {"birth_date": date(2020, 1, 1)}), ("child", {"birth_date": ON}))],
    )
    assert event_days(block, "person.birth_date", "household") is not None
    assert event_days(block, "person.birth_date", "household").tolist() == [ON.toordinal()]  # type: ignore[union-attr]
    assert event_days(block, "person.birth_date", "person").tolist()[0] == 0  # type: ignore[union-attr]
    assert event_days(block, "household.death_on", "household") is None


def test_a_question_is_cheap_where_a_person_answers_it_easily(book) -> None:
    assert is_cheap("person.salary_gross", book.content)
    assert is_cheap("receives:kodomo", book.content)
    assert not is_cheap("person.adult", book.content)  # worked out, never asked
    assert not is_cheap("household.members", book.content)
