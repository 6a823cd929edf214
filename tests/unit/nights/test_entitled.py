"""What a few can receive in a night is read from what was stored, for them alone."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.factories.nights import CHIYODA, ON, Residents, blocks_of, parent_and_child, small_book
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.run.running import run_night
from todoke.nights.stored.entitled import entitled
from todoke.nights.stored.store import Night

NOBODY = np.zeros(0, np.int64)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder: Path = tmp_path_factory.mktemp("entitled")
    book = small_book(folder / "data")
    homes = [parent_and_child(ON - timedelta(days=200)), parent_and_child(ON - timedelta(days=7300))]
    residents = Residents({CHIYODA: blocks_of(book.content, CHIYODA, homes)})
    return run_night(
        residents,
        book,
        on=ON,
        out=folder / "nights",
        engine=ColumnarEngine(),
        programs=None,
        details=True,
        workers=1,
    )


def test_only_those_asked_for_are_told_of(night: Night) -> None:
    (block,) = night.blocks(CHIYODA)
    homes = block.household_ids
    for some in (homes[:1], homes[1:], homes):
        found = entitled(night, persons=block.person_ids[:0], households=some)
        assert all(set(one.ids.tolist()) <= set(some.tolist()) for one in found)
    everything = entitled(night, persons=block.person_ids, households=homes)
    assert everything


def test_it_is_what_the_night_surely_answers(night: Night) -> None:
    (block,) = night.blocks(CHIYODA)
    found = entitled(night, persons=block.person_ids, households=block.household_ids)
    told = {(one.program_id, number) for one in found for number in one.ids.tolist()}
    expected = set()
    for program_id, answers in block.programs.items():
        ids = block.person_ids if answers.unit == "person" else block.household_ids
        sure = np.broadcast_to(answers.sure, len(ids))
        expected |= {(program_id, int(number)) for number in ids[sure]}
    assert told == expected


def test_of_nobody_nothing_is_told(night: Night) -> None:
    assert entitled(night, persons=NOBODY, households=NOBODY) == []
