"""The sandbox: synthetic records and changes, and never a real record touched."""

import random
from datetime import timedelta

import pytest

from tests.factories.registry import NOW, TODAY, program_content, published, some_bodies
from todoke.apps.registry.actions.sandbox import fill_sandbox, tick_sandbox
from todoke.apps.registry.models import Record
from todoke.apps.registry.queries.feed import changes_after
from todoke.formats.generating.writing import records as made_records

pytestmark = pytest.mark.django_db


def test_filling_is_synthetic_and_changes_nothing_the_second_time() -> None:
    some_bodies()
    assert fill_sandbox(30, on=TODAY, at=NOW) == 30
    assert Record.objects.filter(synthetic=True).count() == Record.objects.count() == 30
    assert fill_sandbox(30, on=TODAY, at=NOW) == 0
    assert fill_sandbox(35, on=TODAY, at=NOW) == 5
    assert len(changes_after(0, limit=100, synthetic=True)) == 35
    assert changes_after(0, limit=100) == []


def test_a_real_record_of_the_same_number_is_left_alone() -> None:
    some_bodies()
    number = next(iter(made_records(1)))["basicInformation"]["psid"]
    real = published(program_content(), number)
    fill_sandbox(2, on=TODAY, at=NOW)
    real.refresh_from_db()
    assert not real.synthetic
    assert real.versions.count() == 1
    tick_sandbox(50, on=TODAY, at=NOW, luck=random.Random(1))
    assert real.versions.count() == 1


def test_ticks_move_the_feed_and_end_and_bring_back_records() -> None:
    some_bodies()
    fill_sandbox(20, on=TODAY, at=NOW)
    luck = random.Random(3)
    last = changes_after(0, limit=100, synthetic=True)[-1].position
    actions: list[str] = []
    for minute in range(1, 9):
        changed = tick_sandbox(10, on=TODAY, at=NOW + timedelta(minutes=minute), luck=luck)
        fresh = changes_after(last, limit=100, synthetic=True)
        assert changed == len(fresh) == 10
        last = fresh[-1].position
        actions += [change.action for change in fresh]
    assert {"changed", "retired"} == set(actions)
    assert Record.objects.filter(state="published").exists()
