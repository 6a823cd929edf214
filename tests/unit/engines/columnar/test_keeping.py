"""What was kept of another day gives the same answers as working everything out anew."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.factories.blocks import block_of_seeds
from tests.factories.content import rulebook
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.comparing import differences
from todoke.residents.block import Block
from todoke.residents.joining import join
from todoke.residents.stamps import stamps_of
from todoke.residents.taking import take

ON = date(2026, 3, 30)
MUNICIPALITY = "132080"


def block(seeds: Sequence[int], place: int = 0) -> Block:
    """A block of households whose ids are their seeds."""
    made = block_of_seeds(seeds, rulebook().content, ON, MUNICIPALITY)
    made = replace(made, household_ids=np.array(seeds, np.int64), place=place)
    return replace(made, stamps=stamps_of(replace(made, person_ids=np.zeros(made.persons, np.int64))))


def answered(engine: ColumnarEngine, blocks: Sequence[Block], on: date) -> list[list]:
    engine.prepare(blocks, rulebook(), on=on)
    return [list(engine.answers(one, rulebook(), on=on)) for one in blocks]


def assert_same(blocks: Sequence[Block], found: list[list], on: date) -> None:
    for one, answers in zip(blocks, found, strict=True):
        anew = ColumnarEngine().answers(one, rulebook(), on=on)
        told = [line for a, b in zip(answers, anew, strict=True) for line in differences(a, b, one)]
        assert told == []


@pytest.fixture
def engine(tmp_path: Path) -> ColumnarEngine:
    return ColumnarEngine(tmp_path / "kept")


def test_the_same_night_again_reads_what_was_kept(engine, tmp_path):
    blocks = [block(range(1, 50))]
    answered(engine, blocks, ON)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [f"{MUNICIPALITY}-0.kept"]
    assert_same(blocks, answered(engine, blocks, ON), ON)


@pytest.mark.parametrize("later", [1, 2, 300])
def test_another_day_counts_birthdays_and_the_new_school_year(engine, later):
    """Two days later it is April: every school age changes, and with it the key of the year."""
    blocks = [block(range(1, 50))]
    answered(engine, blocks, ON)
    on = ON + timedelta(days=later)
    assert_same(blocks, answered(engine, blocks, on), on)


def test_households_that_changed_came_or_left_are_worked_out_anew(engine):
    before = [block(range(1, 60)), block(range(100, 150), place=1)]
    answered(engine, before, ON)
    kept = [seed for seed in range(1, 60) if seed not in (3, 17)]
    after = [block([*kept, 1003, 2000]), block(range(98, 150), place=1)]
    # Household 5 says something else today: it is another one under its old number.
    ids = after[0].household_ids.copy()
    ids[ids == 1003] = 300
    after[0] = replace(after[0], household_ids=ids)
    on = ON + timedelta(days=1)
    assert_same(after, answered(engine, after, on), on)


def test_damaged_or_foreign_files_are_passed_over(engine, tmp_path):
    blocks = [block(range(1, 40))]
    answered(engine, blocks, ON)
    path = tmp_path / "kept" / f"{MUNICIPALITY}-0.kept"
    whole = path.read_bytes()
    for damaged in (b"", whole[:100], whole[:-9], whole[:-200] + bytes(200), b"x" * 5000):
        path.write_bytes(damaged)
        assert_same(blocks, answered(engine, blocks, ON), ON)


def test_blocks_without_stamps_keep_nothing(engine, tmp_path):
    answered(engine, [replace(block(range(1, 20)), stamps=None)], ON)
    assert not (tmp_path / "kept").exists()


def test_a_stamp_changes_with_anything_said_and_with_nothing_else():
    chance = random.Random(1)
    one = block_of_seeds(range(1, 60), rulebook().content, ON, MUNICIPALITY)
    stamps = stamps_of(one)
    assert len(set(stamps.tolist())) == one.households
    assert np.array_equal(stamps_of(take(one, np.arange(one.households))), stamps)
    names = chance.sample(sorted(one.columns), 25)
    for name in names:
        column = one.columns[name]
        said = np.broadcast_to(np.asarray(column.said), np.shape(column.low) or (one.persons,)).copy()
        row = chance.randrange(len(said))
        said[row] = not said[row]
        changed = replace(one, columns={**one.columns, name: replace(column, said=said)})
        household = row if name.startswith("household") else int(one.household_of[row])
        assert np.flatnonzero(stamps_of(changed) != stamps).tolist() == [household]


def test_blocks_put_together_answer_as_they_do_apart():
    parts = [block(range(1, 30)), block(range(40, 70)), block(range(100, 101))]
    whole = join(parts)
    apart = [list(ColumnarEngine().answers(one, rulebook(), on=ON)) for one in parts]
    together = list(ColumnarEngine().answers(whole, rulebook(), on=ON))
    for number, answer in enumerate(together):
        if answer.outcome is not None:
            continue
        rows = [one.persons if answer.unit == "person" else one.households for one in parts]
        for what in ("sure", "possible", "failed"):
            pieces = [
                np.broadcast_to(getattr(a[number], what), (n,)) for a, n in zip(apart, rows, strict=True)
            ]
            assert np.array_equal(
                np.broadcast_to(getattr(answer, what), (sum(rows),)), np.concatenate(pieces)
            )
