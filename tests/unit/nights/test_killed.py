"""A run that is killed outright, again and again, ends with the bytes of one that was not."""

import json
import os
import random
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.blocks import block_of_seeds
from tests.factories.nights import ON, Residents, small_book
from todoke.engines.reference import ReferenceEngine
from todoke.nights.run.running import run_night
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night, latest, nights_in

CODES = ("131016", "131024", "131032", "131041", "131059", "131067")


class Slow(ReferenceEngine):
    """Takes its time, so that a kill comes in the middle."""

    def answers(self, block, book, **more):
        time.sleep(0.02)
        return super().answers(block, book, **more)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_killed_at_random_points_ends_with_the_same_bytes(tmp_path, workers) -> None:
    book = small_book(tmp_path / "data")
    residents = Residents(
        {code: [block_of_seeds(range(n, n + 6), book.content, ON, code)] for n, code in enumerate(CODES)}
    )

    def run(out: Path, engine: ReferenceEngine, *, back: int = 0) -> Night:
        day = ON - timedelta(days=back)
        return run_night(residents, book, on=day, out=out, engine=engine, workers=workers)

    undisturbed = run(tmp_path / "undisturbed", ReferenceEngine())
    out = tmp_path / "killed"
    yesterday = run(out, ReferenceEngine(), back=1)
    chance = random.Random(workers)
    for _ in range(8):
        child = os.fork()
        if child == 0:
            try:
                run(out, Slow())
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        published = latest(out)
        assert published is not None
        published.check()
        if published.on != ON:
            assert published.folder == yesterday.folder
    night = _patiently(lambda: run(out, ReferenceEngine()))
    night.check()
    assert night.record["parts"] == undisturbed.record["parts"]
    assert _without_run(night) == _without_run(undisturbed)
    for code in CODES:
        name = f"{code}.part"
        assert (night.folder / name).read_bytes() == (undisturbed.folder / name).read_bytes()
    assert [one.on for one in nights_in(out)] == [yesterday.on, ON]
    assert not list(night.folder.glob(".*"))


def _patiently(again) -> Night:
    """A worker whose parent was killed may still be finishing a municipality."""
    for _ in range(50):
        try:
            return again()
        except NightError:
            time.sleep(0.1)
    return again()


def _without_run(night: Night) -> str:
    record = {name: said for name, said in night.record.items() if name not in ("run", "engine")}
    return json.dumps(record, sort_keys=True)
