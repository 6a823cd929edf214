"""The day something comes up is the first on which looking ahead shows it, and deadlines are the same either way."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories.nights_carried import BOOK, TOWNS, Nights
from tests.factories.towns import TODAY
from todoke.nights.ahead.approaching import Ahead, approaching
from todoke.nights.ahead.soon import Coming, coming_up
from todoke.nights.stored.store import Night

FIRST, LAST = 3, 130


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder: Path = tmp_path_factory.mktemp("approaching")
    nights = Nights(folder)
    nights.run(TOWNS, TODAY)
    assert nights.night is not None
    return nights.night


def told(night: Night, days: int, coming: Coming) -> set[tuple[str, str, int]]:
    """Return municipality, program and id of what coming_up tells."""
    found = coming_up(night, BOOK, days=days, workers=1).found
    return {
        (one.municipality, one.program_id, person)
        for one in found
        if one.coming is coming
        for person in one.ids.tolist()
    }


def test_each_beginning_and_end_has_the_day_on_which_it_comes_into_sight(night: Night) -> None:
    programs = frozenset(BOOK.content.programs)
    found: dict[tuple[Coming, date], set[tuple[str, str, int]]] = {}
    for one in approaching(night, BOOK, Ahead(35, FIRST, LAST, programs), workers=1):
        if one.coming is not Coming.DEADLINE:
            assert one.days is not None
            for person, day in zip(one.ids.tolist(), one.days.tolist(), strict=True):
                key = one.coming, date.fromordinal(day)
                found.setdefault(key, set()).add((one.municipality, one.program_id, person))
    expected: dict[tuple[Coming, date], set[tuple[str, str, int]]] = {}
    for coming, back in ((Coming.BEGINS, 0), (Coming.ENDS, 1)):
        before = told(night, FIRST - 1, coming)
        for ahead in range(FIRST, LAST + 1):
            now = told(night, ahead, coming)
            if now - before:
                expected[coming, date.fromordinal(night.on.toordinal() + ahead - back)] = now - before
            before = now
    assert found == expected
    assert any(coming is Coming.ENDS for coming, _ in found)


def test_only_programs_that_are_told_are_looked_ahead_for(night: Night) -> None:
    found = approaching(night, BOOK, Ahead(35, FIRST, LAST, frozenset()), workers=1)
    assert {one.coming for one in found} <= {Coming.DEADLINE}


def test_deadlines_are_those_of_looking_so_far_ahead(night: Night) -> None:
    found = approaching(night, BOOK, Ahead(35, FIRST, LAST, frozenset()), workers=1)
    seen = {
        (one.municipality, one.program_id, person)
        for one in found
        if one.coming is Coming.DEADLINE
        for person in one.ids.tolist()
    }
    assert seen == told(night, 35, Coming.DEADLINE)
